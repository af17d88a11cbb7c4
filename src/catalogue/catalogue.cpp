// SPDX-License-Identifier: Apache-2.0
#include "catalogue/catalogue.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace concordat::catalogue {
namespace {

template <class Index, class Thing>
Thing const* look_up(Index const& index, std::vector<Thing> const& things, std::string_view id) {
  auto const found = index.find(std::string{id});
  return found == index.end() ? nullptr : &things[found->second];
}

template <class Index, class Thing>
void put(Index& index, std::vector<Thing> const& things) {
  for (std::size_t at = 0; at < things.size(); ++at) {
    index.emplace(things[at].id, at);
    if constexpr (requires { things[at].aliases; }) {
      for (auto const& alias : things[at].aliases) index.emplace(alias, at);
    }
  }
}

bool expands(BodyKind kind) {
  return kind == BodyKind::umbrella || kind == BodyKind::legal_class || kind == BodyKind::forum_body;
}

// Statutes say "any person" and "any controller"; our own files say "all". Only these three stand for everybody.
bool is_everybody(std::string_view id) { return id == "any_person" || id == "any_controller" || id == "all"; }

}  // namespace

std::string fold_header(std::string_view header) {
  auto out = std::string{};
  auto gap = false;
  for (auto const letter : text::fold(header)) {
    auto const byte = static_cast<unsigned char>(letter);
    auto const counts = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || byte >= 0x80;
    if (!counts) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += letter;
  }
  return out;
}

bool closes_ring(std::span<FilterPair const> pairs) {
  std::map<std::string, std::string> towards;  // another filter that can be come to from it
  auto const end_of = [&](std::string id) {
    for (auto next = towards.find(id); next != towards.end(); next = towards.find(id)) id = next->second;
    return id;
  };
  for (auto const& pair : pairs) {
    auto const from = end_of(pair.first);
    auto const to = end_of(pair.second);
    if (from == to) return true;
    towards.emplace(from, to);
  }
  return false;
}

Code const* CodeList::find(std::string_view code) const {
  auto const found = std::find_if(codes.begin(), codes.end(), [&](Code const& entry) { return entry.code == code; });
  return found == codes.end() ? nullptr : &*found;
}

Catalogue Catalogue::from(Definitions definitions) {
  auto catalogue = Catalogue{};
  catalogue.definitions_ = std::move(definitions);
  auto& all = catalogue.definitions_;
  for (std::size_t at = 0; at < all.fields.size(); ++at) all.fields[at].index = at;
  put(catalogue.fields_, all.fields);
  put(catalogue.bodies_, all.bodies);
  put(catalogue.gateways_, all.gateways);
  put(catalogue.purposes_, all.purposes);
  put(catalogue.subject_roles_, all.subject_roles);
  put(catalogue.member_roles_, all.member_roles);
  put(catalogue.event_categories_, all.event_categories);
  put(catalogue.code_lists_, all.code_lists);
  put(catalogue.feed_kinds_, all.feed_kinds);
  put(catalogue.returns_, all.returns);
  put(catalogue.control_profiles_, all.control_profiles);
  for (std::size_t at = 0; at < all.refusals.size(); ++at) catalogue.refusals_.emplace(all.refusals[at].code, at);
  for (auto const& field : all.fields) {
    auto names = field.synonyms;
    names.push_back(field.id);
    names.push_back(field.label);
    names.insert(names.end(), field.aliases.begin(), field.aliases.end());
    for (auto const& name : names) {
      auto const key = fold_header(name);
      if (key.empty()) continue;
      auto& fields = catalogue.headers_[key];
      if (fields.empty() || fields.back() != field.index) fields.push_back(field.index);
    }
  }
  return catalogue;
}

Field const* Catalogue::field(std::string_view id) const { return look_up(fields_, definitions_.fields, id); }
Body const* Catalogue::body(std::string_view id) const { return look_up(bodies_, definitions_.bodies, id); }
Gateway const* Catalogue::gateway(std::string_view id) const { return look_up(gateways_, definitions_.gateways, id); }
Purpose const* Catalogue::purpose(std::string_view id) const { return look_up(purposes_, definitions_.purposes, id); }
SubjectRole const* Catalogue::subject_role(std::string_view id) const {
  return look_up(subject_roles_, definitions_.subject_roles, id);
}
MemberRole const* Catalogue::member_role(std::string_view id) const {
  return look_up(member_roles_, definitions_.member_roles, id);
}
Refusal const* Catalogue::refusal(std::string_view code) const {
  return look_up(refusals_, definitions_.refusals, code);
}
EventCategory const* Catalogue::event_category(std::string_view id) const {
  return look_up(event_categories_, definitions_.event_categories, id);
}
CodeList const* Catalogue::code_list(std::string_view id) const {
  return look_up(code_lists_, definitions_.code_lists, id);
}
FeedKind const* Catalogue::feed_kind(std::string_view id) const {
  return look_up(feed_kinds_, definitions_.feed_kinds, id);
}
PrescribedReturn const* Catalogue::prescribed_return(std::string_view id) const {
  return look_up(returns_, definitions_.returns, id);
}
ControlProfile const* Catalogue::control_profile(std::string_view id) const {
  return look_up(control_profiles_, definitions_.control_profiles, id);
}

std::span<std::size_t const> Catalogue::fields_for_header(std::string_view header) const {
  auto const found = headers_.find(fold_header(header));
  if (found == headers_.end()) return {};
  return found->second;
}

bool Catalogue::covers_one(std::string_view listed, Body const& candidate) const {
  if (is_everybody(listed)) return true;
  auto const* const entry = body(listed);
  if (entry == nullptr) return false;
  if (entry->id == candidate.id) return true;
  auto const in_members = [&](std::string const& id) {
    return expands(entry->kind) &&
           std::find(entry->members.begin(), entry->members.end(), id) != entry->members.end();
  };
  if (in_members(candidate.id)) return true;
  return !candidate.part_of.empty() && (entry->id == candidate.part_of || in_members(candidate.part_of));
}

bool Catalogue::covers(std::vector<std::string> const& listed, std::string_view kind) const {
  auto const* const candidate = body(kind);
  if (candidate == nullptr) return false;
  auto const covered = [&](Body const& one) {
    return std::any_of(listed.begin(), listed.end(), [&](std::string const& entry) { return covers_one(entry, one); });
  };
  if (covered(*candidate)) return true;
  if (candidate->kind != BodyKind::umbrella || candidate->members.empty()) return false;
  return std::all_of(candidate->members.begin(), candidate->members.end(), [&](std::string const& id) {
    auto const* const member = body(id);
    return member != nullptr && covered(*member);
  });
}

std::optional<std::vector<std::string>> Catalogue::kinds_covered(std::vector<std::string> const& listed) const {
  if (std::any_of(listed.begin(), listed.end(), [](std::string const& entry) { return is_everybody(entry); })) return {};
  auto kinds = std::vector<std::string>{};
  for (auto const& one : definitions_.bodies) {
    if (!covers(listed, one.id)) continue;
    kinds.push_back(one.id);
    kinds.insert(kinds.end(), one.aliases.begin(), one.aliases.end());
  }
  return kinds;
}

}  // namespace concordat::catalogue
