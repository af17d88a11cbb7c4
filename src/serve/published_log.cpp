// SPDX-License-Identifier: Apache-2.0
#include "serve/published_log.h"

#include <array>
#include <string>

#include "ledger/note.h"
#include "ledger/tiles.h"

namespace concordat::serve {
namespace {

constexpr std::string_view octets = "application/octet-stream";

http::Response not_there() {
  return http::problem(Problem{Fault::not_found, "http.path", "There is no such part of the ledger.", "Look at the checkpoint for how long it is.", {}});
}

http::Response checkpoint(pages::HubPool& hubs) {
  auto lease = hubs.take();
  if (!lease) return http::problem(lease.error());
  auto const note = (**lease).log().note();
  if (!note) return http::problem(note.error());
  if (!*note) return not_there();
  return http::Response{http::Status::ok, "text/plain; charset=utf-8", **note}.with("cache-control", "no-store");
}

/// Of the tree that the newest checkpoint signs, and of no more.
http::Response tile(pages::HubPool& hubs, std::string_view path) {
  auto const id = ledger::parse_tile_path(path);
  if (!id) return not_there();
  auto lease = hubs.take();
  if (!lease) return http::problem(lease.error());
  auto& log = (**lease).log();
  auto const note = log.note();
  if (!note) return http::problem(note.error());
  auto const signed_tree = log.open(note->value_or(std::string{}));
  if (!signed_tree || ledger::width_of(signed_tree->head.size, id->level, id->index) < id->width) return not_there();
  auto hashes = log.storage().tile(*id);
  if (!hashes) return hashes.error().fault == Fault::not_found ? not_there() : http::problem(hashes.error());
  return http::Response{http::Status::ok, std::string{octets}, std::move(*hashes)}.with("cache-control", "public, max-age=31536000, immutable");
}

/// "x001/x234/067.p/70" comes in up to four pieces.
constexpr std::array<std::string_view, 4> pieces{"a", "b", "c", "d"};

std::string path_of(http::Request const& request) {
  auto path = "tile/" + std::string{request.param("level")};
  for (auto const piece : pieces) {
    if (auto const part = request.param(piece); !part.empty()) path += "/" + std::string{part};
  }
  return path;
}

}  // namespace

http::Response published_log(pages::HubPool& hubs, std::string_view path) { return path == "checkpoint" ? checkpoint(hubs) : tile(hubs, path); }

void add_published_log(pages::Site& site, pages::HubPool& hubs) {
  site.add_plain(http::Method::get, "/tlog/checkpoint", [&hubs](http::Request&) { return published_log(hubs, "checkpoint"); });
  std::string pattern = "/tlog/tile/:level";
  for (auto const piece : pieces) {
    pattern += "/:" + std::string{piece};
    site.add_plain(http::Method::get, pattern, [&hubs](http::Request& request) { return published_log(hubs, path_of(request)); });
  }
}

}  // namespace concordat::serve
