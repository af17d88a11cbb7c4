// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/register.h"

#include <algorithm>
#include <set>

namespace concordat::agreements::analysis {
namespace {

using Namer = std::function<std::string(std::string_view)>;

std::string named(Namer const& namer, std::string const& id) { return namer ? namer(id) : id; }

std::vector<std::string> texts(Words const& words) {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(word.text);
  return out;
}

RegisterFlow flow_of(Rule const& rule, PrintNames const& names) {
  RegisterFlow out{.rule = rule.id.text, .from = texts(rule.disclosers), .to = texts(rule.recipients), .roles = texts(rule.recipient_roles),
                   .purposes = texts(rule.purposes), .form = rule.form, .gateway = {rule.gateway.text, named(names.gateway, rule.gateway.text)},
                   .fields = {}, .kept = in_words(rule.retention), .onward = rule.onward == Onward::with_discloser_agreement};
  for (auto const& item : rule.items) out.fields.push_back(named(names.field, item.field.text));
  return out;
}

RegisterEntry entry_of(Agreement const& agreement, Standing standing, PrintNames const& names) {
  RegisterEntry out{.id = agreement.id.text, .version = agreement.version, .title = agreement.title, .summary = agreement.summary, .standing = standing,
                    .from = agreement.from, .until = agreement.until, .review_by = agreement.review_by, .dpia = agreement.dpia, .owner = {},
                    .parties = {}, .purposes = {}, .flows = {}, .never = {}, .sha256 = agreement.sha256};
  if (agreement.contact) out.owner = {agreement.contact->agency.text, agreement.contact->role.text};
  for (auto const& party : agreement.parties) {
    out.parties.push_back({party.agency.text, named(names.agency, party.agency.text), party.kind.text, party.discloses, party.receives});
  }
  for (auto const& purpose : agreement.purposes) out.purposes.emplace_back(purpose.id.text, purpose.because);
  for (auto const& rule : agreement.rules) out.flows.push_back(flow_of(rule, names));
  for (auto const& prohibition : agreement.prohibitions) out.never.push_back(in_words(prohibition, names));
  return out;
}

Json list(std::vector<std::string> const& texts) {
  Json::Array out;
  for (auto const& text : texts) out.emplace_back(text);
  return Json{std::move(out)};
}

Json to_json(RegisterFlow const& flow) {
  Json gateway;
  gateway.set("id", flow.gateway.id).set("title", flow.gateway.title);
  Json out;
  out.set("rule", flow.rule).set("from", list(flow.from)).set("to", list(flow.to)).set("roles", list(flow.roles)).set("purposes", list(flow.purposes));
  out.set("form", name_of(flow.form)).set("gateway", std::move(gateway)).set("fields", list(flow.fields)).set("kept", flow.kept).set("onward", flow.onward);
  return out;
}

Json to_json(RegisterOwner const& owner) {
  Json out;
  if (owner) out.set("agency", owner->first).set("role", owner->second);
  return out;
}

Json to_json(RegisterEntry const& entry) {
  Json out;
  out.set("id", entry.id).set("version", entry.version).set("title", entry.title).set("summary", entry.summary);
  out.set("standing", name_of(entry.standing).view()).set("from", format_date(entry.from)).set("until", format_date(entry.until));
  out.set("review_by", format_date(entry.review_by)).set("sha256", entry.sha256);
  out.set("owner", to_json(entry.owner));
  Json dpia;
  if (entry.dpia) dpia.set("ref", entry.dpia->reference).set("approved", format_date(entry.dpia->approved));
  out.set("dpia", std::move(dpia));
  Json::Array parties;
  for (auto const& party : entry.parties) {
    Json one;
    one.set("agency", party.agency).set("name", party.name).set("kind", party.kind).set("discloses", party.discloses).set("receives", party.receives);
    parties.push_back(std::move(one));
  }
  Json::Array purposes;
  for (auto const& [id, because] : entry.purposes) {
    Json one;
    one.set("id", id).set("because", because);
    purposes.push_back(std::move(one));
  }
  Json::Array flows;
  for (auto const& flow : entry.flows) flows.push_back(to_json(flow));
  out.set("parties", std::move(parties)).set("purposes", std::move(purposes)).set("flows", std::move(flows)).set("never", list(entry.never));
  return out;
}

}  // namespace

Register make_register(std::string partnership, std::span<InForce const> held, Date today, PrintNames const& names, RegisterExtras extras) {
  Register out{.partnership = std::move(partnership), .as_of = today, .entries = {}, .extras = std::move(extras)};
  for (auto const& one : held) {
    auto const standing = standing_of(one, held, today);
    if (standing != Standing::not_signed) out.entries.push_back(entry_of(*one.agreement, standing, names));
  }
  std::sort(out.entries.begin(), out.entries.end(), [](RegisterEntry const& left, RegisterEntry const& right) {
    return left.id != right.id ? left.id < right.id : left.version > right.version;
  });
  return out;
}

Json to_json(Register const& all) {
  Json::Array entries;
  for (auto const& entry : all.entries) entries.push_back(to_json(entry));
  Json out;
  out.set("format", "concordat-register/1").set("partnership", all.partnership).set("as_of", format_date(all.as_of)).set("agreements", std::move(entries));
  Json::Array lists;
  for (auto const& one : all.extras.lists) lists.push_back(std::move(Json{}.set("id", one.id).set("title", one.title).set("agency", one.agency).set("owner", to_json(one.owner)).set("in_use", one.in_use)));
  Json::Array algorithms;
  for (auto const& one : all.extras.algorithms) algorithms.push_back(std::move(Json{}.set("id", one.id).set("title", one.title).set("owner", to_json(one.owner))));
  return out.set("lists", std::move(lists)).set("algorithms", std::move(algorithms));
}

}  // namespace concordat::agreements::analysis
