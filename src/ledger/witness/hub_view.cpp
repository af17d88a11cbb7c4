// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/hub_view.h"

#include <fmt/format.h>

namespace concordat::ledger {
namespace {

tl::unexpected<Problem> not_shown() {
  return fail(Fault::not_found, "gossip.not-shown", "The log does not show this part of its tree.", "Ask its host to publish its tiles.");
}

}  // namespace

std::string below(std::string_view prefix, std::string_view what) { return fmt::format("{}{}{}", prefix, prefix.ends_with('/') ? "" : "/", what); }

Result<std::uint64_t> RemoteTiles::size() const { return not_shown(); }
Result<std::string> RemoteTiles::entries(BundleId const&) const { return not_shown(); }

Result<std::string> RemoteTiles::tile(TileId const& id) const {
  auto const wanted = id.width * hash_size;
  auto answer = fetch_(below(prefix_, path_of(id)));
  if (answer && answer->status == 200 && answer->body.size() == wanted) return std::move(answer->body);
  // A log that has grown may show the full tile in the place of a partial one.
  if (id.width == tile_width) return not_shown();
  answer = fetch_(below(prefix_, path_of(TileId{id.level, id.index, tile_width})));
  if (!answer || answer->status != 200 || answer->body.size() != tile_width * hash_size) return not_shown();
  return answer->body.substr(0, wanted);
}

HubView::Verdict HubView::judge(Sighting const& held_up) {
  auto const& head = held_up.head;
  if (head.size > newest_.head.size) return {};
  if (head == newest_.head) return {.known = true};
  if (head.size == newest_.head.size) return {.known = true, .split = split_of_one_size(held_up, newest_)};
  auto const root = tree_root(head.size, hashes_);
  auto proof = prove_consistency(head.size, newest_.head.size, hashes_);
  if (!root || !proof || !check_consistency(*proof, {head.size, *root}, newest_.head)) return {};
  if (*root == head.root) return {.known = true};
  return {.known = true, .split = SplitView{held_up.note, newest_.note, *root, std::move(*proof)}};
}

}  // namespace concordat::ledger
