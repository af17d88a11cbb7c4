// SPDX-License-Identifier: Apache-2.0
#include "hub/lists/register_parts.h"

#include <algorithm>
#include <filesystem>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "hub/lists/lists.h"

namespace concordat::hub::lists {
namespace {

namespace an = agreements::analysis;

/// The post, never who holds it.
Result<an::RegisterOwner> methods_owner(Hub& hub) {
  if (hub.partnership().methods_owner.empty()) return an::RegisterOwner{};
  auto const member = hub.member(hub.partnership().methods_owner);
  if (!member) return fail(member);
  if (!*member || !(*member)->active || (*member)->roles.empty()) return an::RegisterOwner{};
  return an::RegisterOwner{{(*member)->agency, (*member)->roles.front()}};
}

Result<std::vector<an::RegisterAlgorithm>> algorithms(Hub& hub) {
  auto const owner = methods_owner(hub);
  if (!owner) return fail(owner);
  std::vector<an::RegisterAlgorithm> all;
  std::error_code error;
  for (std::filesystem::directory_iterator file{hub.options().definitions / "transparency", error}, end; !error && file != end; file.increment(error)) {
    if (file->path().extension() != ".yaml") continue;
    auto const path = file->path().string();
    auto const record = catalogue::read_yaml_file(path);
    Findings findings;
    an::RegisterAlgorithm one;
    if (record) {
      catalogue::MapReader map{*record, catalogue::Remarks{path, findings}, "the record"};
      one = {map.text("name"), map.text("title"), *owner};
    }
    if (!record || has_errors(findings)) {
      return fail(Fault::malformed, "register.records", "The record of an analytic cannot be read, and the register names them all.", "'concordat transparency list' says what is wrong with which.");
    }
    all.push_back(std::move(one));
  }
  std::ranges::sort(all, {}, &an::RegisterAlgorithm::id);
  return all;
}

}  // namespace

Result<an::RegisterExtras> register_extras(Hub& hub) {
  auto const lists = peek_lists(hub);
  if (!lists) return fail(lists);
  auto methods = algorithms(hub);
  if (!methods) return fail(methods);
  an::RegisterExtras extras;
  for (auto const& one : *lists) extras.lists.push_back({one.feed, one.title, one.agency, one.in_use ? an::RegisterOwner{{one.agency, one.owner_role}} : an::RegisterOwner{}, one.in_use});
  extras.algorithms = std::move(*methods);
  return extras;
}

}  // namespace concordat::hub::lists
