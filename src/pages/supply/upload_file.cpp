// SPDX-License-Identifier: Apache-2.0
#include "pages/supply/upload_file.h"

#include <algorithm>
#include <vector>

#include "base/visible.h"
#include "hub/supply/spool.h"
#include "http/multipart.h"
#include "pages/door.h"

namespace concordat::pages {
namespace {

constexpr std::size_t block = std::size_t{1} << 16;
constexpr std::uint64_t longest_field = 4096;
constexpr std::size_t longest_name = 200;

/// What a person may be shown of a name that a browser sent: the end of a path, without controls.
std::string plain_name(std::string_view name) {
  auto const slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  auto length = std::min(name.size(), longest_name);
  // Never inside a character.
  while (length > 0 && length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0U) == 0x80U) --length;
  auto const plain = visible(name.substr(0, length));
  return plain.empty() ? "file" : plain;
}

Result<intake::FileDescriptor> set_down(http::Multipart& parts, std::uint64_t& size) {
  auto spool = hub::Spool::make();
  if (!spool) return fail(spool);
  std::vector<char> room(block);
  for (;;) {
    auto const got = parts.read(room);
    if (!got) return fail(got);
    if (*got == 0) break;
    if (auto added = spool->add({room.data(), *got}); !added) return fail(added);
  }
  size = spool->size();
  return std::move(*spool).finish();
}

}  // namespace

Result<UploadedFile> read_upload(Visit& visit) {
  auto parts = http::Multipart::open(visit.request.headers, visit.request.body);
  if (!parts) return fail(parts);
  auto const header = visit.request.headers.find("x-concordat-csrf");
  bool own = header && visit.is_own_form(*header);
  UploadedFile upload;
  upload.fault = "Choose a file.";
  bool unclear = false;
  for (;;) {
    auto const part = parts->next();
    if (!part) return fail(part);
    if (!*part) break;
    auto const& name = (*part)->name;
    if (name == "csrf") {
      auto const token = parts->read_all(longest_field);
      if (!token) return fail(token);
      own = visit.is_own_form(*token);
      continue;
    }
    // Nothing is taken over before it is known that the form is ours.
    if (!own) return tl::unexpected{cross_site()};
    if (name == "profile" || name == "sheet" || name == "send") {
      auto text = parts->read_all(longest_field);
      if (!text) return fail(text);
      if (name != "send") {
        (name == "profile" ? upload.profile : upload.sheet) = std::move(*text);
        continue;
      }
      upload.at_once = *text == "yes";
      unclear = !upload.at_once && !text->empty();
    } else if (name == "file" && (*part)->file_name && !upload.file) {
      std::uint64_t size = 0;
      auto file = set_down(*parts, size);
      if (!file) return fail(file);
      bool const chosen = !(*part)->file_name->empty();
      upload.file_name = plain_name(*(*part)->file_name);
      upload.fault = !chosen ? "Choose a file." : size == 0 ? "The file is empty. Export it again, and look at it before sending." : "";
      upload.file = std::move(*file);
    } else {
      return tl::unexpected{unknown_field()};
    }
  }
  if (!own) return tl::unexpected{cross_site()};
  if (unclear) upload.fault = "Write send=yes, or leave it out: then the file is only looked at.";
  return upload;
}

}  // namespace concordat::pages
