// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/archive.h"

#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace concordat::intake {

/// What libzip reads through: a descriptor and a position, so that it needs no name of a file and no system call but
/// pread.
struct Archive::Bytes {
  FileDescriptor file;
  std::int64_t size = 0;
  std::int64_t at = 0;
  zip_error_t error = {};

  zip_int64_t fail(int code) {
    ::zip_error_set(&error, code, 0);
    return -1;
  }
  zip_int64_t read(char* to, zip_uint64_t room) {
    auto const got = ::pread(file.get(), to, static_cast<std::size_t>(room), at);
    if (got < 0) return fail(ZIP_ER_READ);
    at += got;
    return got;
  }
  zip_int64_t tell_of(void* data, zip_uint64_t length) {
    if (length < sizeof(zip_stat_t)) return fail(ZIP_ER_INVAL);
    auto* const facts = static_cast<zip_stat_t*>(data);
    ::zip_stat_init(facts);
    facts->size = static_cast<zip_uint64_t>(size);
    facts->valid = ZIP_STAT_SIZE;
    return sizeof(zip_stat_t);
  }
  static zip_int64_t answer(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command);
};

zip_int64_t Archive::Bytes::answer(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& bytes = *static_cast<Bytes*>(self);
  switch (command) {
    case ZIP_SOURCE_OPEN:
      bytes.at = 0;
      return 0;
    case ZIP_SOURCE_READ:
      return bytes.read(static_cast<char*>(data), length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    case ZIP_SOURCE_STAT:
      return bytes.tell_of(data, length);
    case ZIP_SOURCE_ERROR:
      return ::zip_error_to_data(&bytes.error, data, length);
    case ZIP_SOURCE_SEEK: {
      auto const to = ::zip_source_seek_compute_offset(static_cast<zip_uint64_t>(bytes.at),
                                                       static_cast<zip_uint64_t>(bytes.size), data, length, &bytes.error);
      if (to < 0) return -1;
      bytes.at = to;
      return 0;
    }
    case ZIP_SOURCE_TELL:
      return bytes.at;
    case ZIP_SOURCE_SUPPORTS:
      return ::zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_SUPPORTS, -1);
    default:
      return bytes.fail(ZIP_ER_OPNOTSUPP);
  }
}

void ArchiveEntry::close(zip_file* opened) {
  ::zip_fclose(opened);
}

Result<std::size_t> ArchiveEntry::read(char* to, std::size_t room) {
  auto const got = ::zip_fread(opened_.get(), to, room);
  if (got < 0) {
    int library = 0;
    ::zip_file_error_get(opened_.get(), &library, nullptr);
    return fail(library == ZIP_ER_INCONS ? ReadFault::workbook_wrong_size : ReadFault::workbook_damaged);
  }
  done_ += static_cast<std::uint64_t>(got);
  if (done_ > size_) return fail(ReadFault::workbook_wrong_size);
  if (got == 0 && done_ < size_ && room > 0) return fail(ReadFault::workbook_wrong_size);
  return static_cast<std::size_t>(got);
}

Archive::Archive(FileDescriptor file) : bytes_{std::make_unique<Bytes>()} {
  bytes_->file = std::move(file);
}

Archive::~Archive() {
  if (archive_ != nullptr) ::zip_discard(archive_);
}

Result<std::unique_ptr<Archive>> Archive::open(FileDescriptor file, ArchiveLimits const& limits) {
  std::unique_ptr<Archive> archive{new Archive{std::move(file)}};
  if (auto const begun = archive->begin(limits); !begun) return fail(begun);
  if (auto const looked = archive->look_through(limits); !looked) return fail(looked);
  return archive;
}

Result<void> Archive::begin(ArchiveLimits const& limits) {
  auto const size = ::lseek(bytes_->file.get(), 0, SEEK_END);
  if (size < 0) return fail(ReadFault::unreadable);
  constexpr off_t smallest = 22;  // the end record alone; libzip takes nothing at all for an empty archive
  if (size < smallest) return fail(ReadFault::workbook_damaged);
  if (static_cast<std::uint64_t>(size) > limits.packed_bytes) return fail(ReadFault::workbook_packed_size);
  bytes_->size = size;
  packed_bytes_ = static_cast<std::uint64_t>(size);
  zip_error_t error = {};
  auto* const source = ::zip_source_function_create(&Bytes::answer, bytes_.get(), &error);
  if (source == nullptr) return fail(ReadFault::workbook_damaged);
  archive_ = ::zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive_ != nullptr) return {};
  ::zip_source_free(source);
  return fail(ReadFault::workbook_damaged);
}

namespace {

/// "../x", "/x", "C:\x", "a\..\b": no part of a workbook is called like that, and no reader should try.
bool leads_out(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\0') != std::string_view::npos) return true;
  if (name.find('\\') != std::string_view::npos || name.find(':') != std::string_view::npos) return true;
  auto const steps = text::split(name, '/');
  return std::any_of(steps.begin(), steps.end(), [](std::string_view step) { return step == ".." || step == "."; });
}

constexpr zip_uint32_t kind_bits = 0170000;
constexpr zip_uint32_t link_kind = 0120000;

}  // namespace

Result<void> Archive::look_through(ArchiveLimits const& limits) {
  auto const count = ::zip_get_num_entries(archive_, 0);
  if (count < 0) return fail(ReadFault::workbook_damaged);
  if (static_cast<std::uint64_t>(count) > limits.entries) return fail(ReadFault::workbook_entries);
  for (std::uint64_t index = 0; index < static_cast<std::uint64_t>(count); ++index) {
    if (auto const looked = look_at(index, limits); !looked) return fail(looked);
  }
  std::set<std::string> seen;
  for (auto const& name : names_) {
    if (!seen.insert(text::ascii_lower(name)).second) return fail(ReadFault::workbook_twin_entry);
  }
  return {};
}

Result<void> Archive::look_at(std::uint64_t index, ArchiveLimits const& limits) {
  zip_stat_t facts;
  ::zip_stat_init(&facts);
  if (::zip_stat_index(archive_, index, 0, &facts) != 0 || (facts.valid & ZIP_STAT_NAME) == 0 ||
      (facts.valid & ZIP_STAT_SIZE) == 0 || (facts.valid & ZIP_STAT_COMP_SIZE) == 0) {
    return fail(ReadFault::workbook_damaged);
  }
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (::zip_file_get_external_attributes(archive_, index, 0, &system, &attributes) != 0) {
    return fail(ReadFault::workbook_damaged);
  }
  bool const link = system == ZIP_OPSYS_UNIX && ((attributes >> 16U) & kind_bits) == link_kind;
  std::string const name{facts.name};
  if (link || leads_out(name)) return fail(ReadFault::workbook_unsafe_entry);
  if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE) {
    return fail(ReadFault::workbook_encrypted);
  }
  if ((facts.valid & ZIP_STAT_COMP_METHOD) != 0 && facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE) {
    return fail(ReadFault::workbook_damaged);
  }
  // The directory may lie; ArchiveEntry::read holds it to its word.
  if (facts.size > limits.ratio_from_bytes && facts.size / limits.ratio > facts.comp_size) return fail(ReadFault::workbook_ratio);
  unpacked_bytes_ += std::min(facts.size, limits.unpacked_bytes + 1);
  if (unpacked_bytes_ > limits.unpacked_bytes) return fail(ReadFault::workbook_unpacked_size);
  names_.push_back(name);
  sizes_.push_back(facts.size);
  return {};
}

std::int64_t Archive::find(std::string_view name) const {
  auto const found = std::find_if(names_.begin(), names_.end(),
                                  [&](std::string const& one) { return text::equal_ignoring_case(one, name); });
  return found == names_.end() ? -1 : found - names_.begin();
}

Result<std::unique_ptr<ArchiveEntry>> Archive::open_entry(std::string_view name) const {
  auto const index = find(name);
  if (index < 0) return fail(ReadFault::workbook_damaged);
  auto* const opened = ::zip_fopen_index(archive_, static_cast<zip_uint64_t>(index), 0);
  if (opened == nullptr) return fail(ReadFault::workbook_damaged);
  return std::make_unique<ArchiveEntry>(opened, sizes_[static_cast<std::size_t>(index)]);
}

}  // namespace concordat::intake
