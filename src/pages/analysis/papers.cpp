// SPDX-License-Identifier: Apache-2.0
// The register of agreements; and an agreement on paper, whole or as one page for a role.
#include <set>

#include "agreements/analysis/register.h"
#include "agreements/paper/paper.h"
#include "http/target.h"
#include "hub/lists/register_parts.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/looking.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace an = agreements::analysis;
namespace paper = agreements::paper;

/// A sheet is a whole document of its own, with its own style: it may be looked at and printed, runs nothing and reaches
/// nothing.
constexpr std::string_view document_policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

Answer sheet_of(Visit const& visit, paper::Sheet const& sheet, Json model) {
  if (visit.wants_json) return Sent{http::json(model.set("title", sheet.title).set("text", as_text(sheet)).pretty())};
  http::Response response{http::Status::ok, "text/html; charset=utf-8", as_html(sheet)};
  response.set_header("content-security-policy", document_policy);
  return Sent{std::move(response)};
}

Result<an::Register> register_of(Visit& visit, Looking const& looking) {
  auto extras = hub::lists::register_extras(visit.hub);
  if (!extras) return fail(extras);
  return an::make_register(visit.hub.partnership().name, looking.held.in_force(), looking.today, looking.names, std::move(*extras));
}

Json flow_model(hub::Hub const& hub, an::RegisterFlow const& flow) {
  Json model;
  model.set("from", agency_names(hub, flow.from)).set("to", agency_names(hub, flow.to)).set("roles", names_of(hub, flow.roles, role_named));
  model.set("purposes", names_of(hub, flow.purposes, purpose_named)).set("form", agreements::in_words(flow.form)).set("law", flow.gateway.title);
  return model.set("fields", list_of(flow.fields)).set("kept", flow.kept).set("onward", flow.onward);
}

Json entry_model(hub::Hub const& hub, an::RegisterEntry const& entry) {
  Json flows{Json::Array{}};
  for (auto const& flow : entry.flows) flows.push(flow_model(hub, flow));
  Json purposes{Json::Array{}};
  for (auto const& [id, because] : entry.purposes) purposes.push(Json{}.set("title", purpose_named(hub, id)).set("because", because));
  Json model;
  model.set("reference", entry.id + "@" + std::to_string(entry.version)).set("title", entry.title).set("summary", entry.summary);
  model.set("state", agreements::name_of(entry.standing).view()).set("from", date_model(entry.from)).set("last_day", date_model(agreements::last_day(entry.until)));
  model.set("review_by", date_model(entry.review_by)).set("purposes", std::move(purposes)).set("flows", std::move(flows)).set("never", list_of(entry.never));
  model.set("dpia", entry.dpia ? Json{entry.dpia->reference} : Json{}).set("sha256", entry.sha256);
  return model.set("owner", entry.owner ? Json{hub::agency_name(hub, entry.owner->first) + ", " + role_named(hub, entry.owner->second)} : Json{});
}

/// Lists of people and analytics, with who answers for each.
void add_extras(hub::Hub const& hub, an::RegisterExtras const& extras, Json& model) {
  auto const owner = [&](an::RegisterOwner const& one) { return one ? Json{hub::agency_name(hub, one->first) + ", " + role_named(hub, one->second)} : Json{}; };
  Json lists{Json::Array{}};
  for (auto const& one : extras.lists) lists.push(Json{}.set("title", one.title).set("agency", hub::agency_name(hub, one.agency)).set("owner", owner(one.owner)).set("in_use", one.in_use));
  Json algorithms{Json::Array{}};
  for (auto const& one : extras.algorithms) algorithms.push(Json{}.set("id", one.id).set("title", one.title).set("owner", owner(one.owner)));
  model.set("lists", std::move(lists)).set("algorithms", std::move(algorithms));
}

Result<Answer> show_register(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-register");
  if (!looking) return fail(looking);
  auto const all = register_of(visit, *looking);
  if (!all) return fail(all);
  View view{"analysis/register"};
  Json entries{Json::Array{}};
  for (auto const& entry : all->entries) entries.push(entry_model(visit.hub, entry));
  view.model.set("entries", std::move(entries)).set("as_of", date_model(all->as_of)).set("register", to_json(*all));
  add_extras(visit.hub, all->extras, view.model);
  return view;
}

Result<Answer> print_register(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-register");
  if (!looking) return fail(looking);
  auto const all = register_of(visit, *looking);
  if (!all) return fail(all);
  return sheet_of(visit, paper::register_sheet(*all, looking->names), Json{}.set("register", to_json(*all)));
}

tl::unexpected<Problem> no_agreement() {
  return fail(Fault::not_found, "agreement.unknown", "The hub holds no agreement of that name and version.", "The list of agreements shows what there is.");
}

/// Each role that gets something by the agreement, once an agency; in the order of the document.
std::vector<std::pair<std::string, std::string>> readers_of(agreements::Agreement const& agreement) {
  std::vector<std::pair<std::string, std::string>> out;
  std::set<std::pair<std::string, std::string>> seen;
  for (auto const& rule : agreement.rules) {
    for (auto const& agency : rule.recipients) {
      for (auto const& role : rule.recipient_roles) {
        if (seen.emplace(agency.text, role.text).second) out.emplace_back(agency.text, role.text);
      }
    }
  }
  return out;
}

Result<Answer> show_papers(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement");
  if (!looking) return fail(looking);
  auto const* const held = looking->held.find(visit.param("reference"));
  if (held == nullptr) return no_agreement();
  auto const& agreement = held->agreement;
  auto const print = "/agreements/" + agreement.reference() + "/print";
  View view{"analysis/papers"};
  Json readers{Json::Array{}};
  for (auto const& [agency, role] : readers_of(agreement)) {
    Json one;
    one.set("agency", hub::agency_name(visit.hub, agency)).set("role", role_named(visit.hub, role)).set("own", agency == visit.who->agency);
    readers.push(one.set("href", print + "?agency=" + http::percent_encode(agency) + "&role=" + http::percent_encode(role)));
  }
  view.model.set("reference", agreement.reference()).set("title", agreement.title).set("print", print).set("readers", std::move(readers));
  return view;
}

Result<Answer> print_agreement(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement");
  if (!looking) return fail(looking);
  auto const* const held = looking->held.find(visit.param("reference"));
  if (held == nullptr) return no_agreement();
  auto const& agreement = held->agreement;
  auto model = Json{}.set("agreement", agreement.reference()).set("sha256", agreement.sha256);
  auto const& agency = visit.input.text("agency");
  auto const& role = visit.input.text("role");
  if (agency.empty() && role.empty()) {
    std::vector<paper::Signed> signatures;
    for (auto const& one : held->signed_with) signatures.push_back({one.agency, one.role, one.signed_at, one.key_id, paper::Held::fits});
    return sheet_of(visit, paper::agreement_sheet(agreement, looking->names, signatures), std::move(model));
  }
  if (agreement.party(agency) == nullptr || !visit.hub.vocabulary().roles.contains(role)) {
    return fail(Fault::not_found, "agreement.no-such-role", "The agreement has no such party, or nobody holds such a role.", "The page of its papers lists the roles that get something by it.");
  }
  auto const sheet = paper::role_sheet(agreement, {agency, role}, &visit.hub.vocabulary(), looking->names);
  return sheet_of(visit, sheet, model.set("agency", agency).set("role", role));
}

}  // namespace

void add_paper_pages(Site& site) {
  auto const add = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_agreements, .inputs = std::move(inputs), .page = page});
  };
  add("/agreements/register", "The register of agreements: what is shared, by whom, for what and on which law", {}, show_register);
  add("/agreements/register/print", "The register as one document to print or to publish", {}, print_register);
  add("/agreements/:reference/papers", "The papers of an agreement: the whole, and a page for each role", {}, show_papers);
  add("/agreements/:reference/print", "The agreement to print, or one page for a role of an agency", {{.name = "agency", .label = "the agency"}, {.name = "role", .label = "the role"}}, print_agreement);
}

}  // namespace concordat::pages
