// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/key_files.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "hub/openings_key.h"

namespace concordat::hub {
namespace {

constexpr std::uint32_t largest_text = 1U << 16;
constexpr std::uint32_t most_files = 1000;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_between(std::string_view name, std::string_view start, std::string_view end) {
  return name.size() > start.size() + end.size() && name.starts_with(start) && name.ends_with(end) &&
         is_number(name.substr(start.size(), name.size() - start.size() - end.size()));
}

bool belongs(std::string_view name) {
  return name == "root.key" || name == "hub.key" || name == "signer.vkey" || name == "signer-former.vkeys" || name == "backup.pub" ||
         is_between(name, openings_start, ".key") || is_between(name, "signer-", ".vkey");
}

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "backup.malformed", "The backup does not begin as one of ours does.",
              "Take another copy of the backup, or install the version that made it.");
}

std::string length_of(std::size_t size) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
  return bytes;
}

Result<std::uint32_t> take_number(store::DumpSource& source) {
  std::array<char, 4> bytes{};
  if (auto read = source.read(bytes.data(), bytes.size()); !read) return fail(read);
  std::uint32_t number = 0;
  for (char const byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

Result<void> write_prefixed(store::DumpSink& sink, std::string_view text) {
  if (text.size() > largest_text) return malformed();
  if (auto done = sink.write(length_of(text.size())); !done) return done;
  return sink.write(text);
}

Result<std::string> take_prefixed(store::DumpSource& source) {
  auto const size = take_number(source);
  if (!size) return fail(size);
  if (*size > largest_text) return malformed();
  std::string text(*size, '\0');
  if (auto read = source.read(text.data(), text.size()); !read) return fail(read);
  return text;
}

Result<std::vector<KeyFile>> read_key_files(std::filesystem::path const& keys) {
  std::vector<KeyFile> files;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator{keys, error}) {
    auto name = entry.path().filename().string();
    if (!belongs(name)) continue;
    auto bytes = read_file(entry.path(), largest_text);
    if (!bytes) return fail(bytes);
    files.push_back({std::move(name), Secret<std::string>{std::move(*bytes)}});
  }
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  std::sort(files.begin(), files.end(), [](auto const& left, auto const& right) { return left.name < right.name; });
  return files;
}

Result<void> write_key_files(store::DumpSink& sink, std::vector<KeyFile> const& files) {
  if (auto done = sink.write(length_of(files.size())); !done) return done;
  for (auto const& file : files) {
    if (auto done = write_prefixed(sink, file.name); !done) return done;
    if (auto done = write_prefixed(sink, file.bytes.expose()); !done) return done;
  }
  return {};
}

Result<std::vector<KeyFile>> take_key_files(store::DumpSource& source) {
  auto const count = take_number(source);
  if (!count) return fail(count);
  if (*count > most_files) return malformed();
  std::vector<KeyFile> files;
  for (std::uint32_t at = 0; at < *count; ++at) {
    auto name = take_prefixed(source);
    if (!name) return fail(name);
    auto bytes = take_prefixed(source);
    if (!bytes) return fail(bytes);
    if (!belongs(*name)) return malformed();
    files.push_back({std::move(*name), Secret<std::string>{std::move(*bytes)}});
  }
  return files;
}

}  // namespace concordat::hub
