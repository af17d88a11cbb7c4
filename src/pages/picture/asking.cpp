// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/looks/look_desk.h"
#include "hub/records/stored_records.h"
#include "hub/release/patience.h"
#include "hub/release/reading.h"
#include "hub/release/watch.h"
#include "pages/picture/picture.h"

namespace concordat::pages {
namespace {

bool is_beside(Visit const& visit, std::string const& table) {
  auto const* spec = hub::release_table(table);
  return visit.services.looks != nullptr && spec != nullptr && hub::takes_long(spec->kind);
}

hub::ReleaseRequest request_of(Visit const& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  return {{table, visit.who->agency, visit.who->member, visit.role(), purpose, part}, quarter};
}

/// A program gets the answer where it comes within a minute, and otherwise where to ask for it: who waits holds one of few workers.
std::chrono::milliseconds patience_of(Visit const& visit) { return visit.wants_json ? std::max<std::chrono::milliseconds>(std::chrono::minutes{1}, visit.services.settings.look_grace) : visit.services.settings.look_grace; }

/// RFC 7240: lines of preferences, each with parameters perhaps.
bool would_rather_come_back(Visit const& visit) {
  for (auto const& [name, value] : visit.request.headers.all()) {
    if (!text::equal_ignoring_case(name, "prefer")) continue;
    for (auto const one : text::split(value, ',')) {
      if (text::equal_ignoring_case(text::trim(one.substr(0, one.find(';'))), "respond-async")) return true;
    }
  }
  return false;
}

struct Begun {
  std::string id;
  bool is_over = false;
};

/// Whether it ends before anything is worked out, as what the gate refuses; waits for that no longer than a page waits for a look.
bool is_over_at_the_gate(Visit& visit, std::string const& id) {
  constexpr std::chrono::milliseconds step{5};
  auto& desk = *visit.services.looks;
  for (auto left = visit.services.settings.look_grace; left > std::chrono::milliseconds{0}; left -= step) {
    if (desk.wait(visit.member(), id, step)) return true;
    auto const look = desk.find(visit.member(), id);
    if (!look) return false;
    bool const at_the_gate = look->state == hub::LookState::waiting || look->part.view() == hub::name_of(hub::LookState::working).view() || look->part.view() == hub::writing_the_entry.view();
    if (!at_the_gate) return false;
  }
  return false;
}

Result<Begun> begun_and_waited(Visit& visit, hub::ReleaseRequest const& request) {
  auto& desk = *visit.services.looks;
  auto const id = desk.begin(request);
  if (!id) return fail(id);
  return Begun{*id, desk.wait(visit.member(), *id, patience_of(visit))};
}

Result<Asked> asked_beside(Visit& visit, hub::ReleaseRequest const& request) {
  auto const begun = begun_and_waited(visit, request);
  if (!begun) return fail(begun);
  if (!begun->is_over) return Asked{Underway{begun->id}};
  auto answer = visit.services.looks->take(visit.member(), begun->id);
  // It was stopped, or somebody with the same page open was handed it: how it ended is told on its own page.
  if (!answer) return Asked{Underway{begun->id}};
  if (!*answer) return fail(*answer);
  return Asked{std::move(**answer)};
}

}  // namespace

Result<void> begin_look(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  if (!is_beside(visit, table)) return {};
  auto const begun = visit.services.looks->begin(request_of(visit, table, purpose, quarter, part));
  if (!begun) return fail(begun);
  return {};
}

Result<std::optional<Underway>> wait_for_look(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  if (!is_beside(visit, table)) return std::optional<Underway>{};
  auto const begun = begun_and_waited(visit, request_of(visit, table, purpose, quarter, part));
  if (!begun) return fail(begun);
  return begun->is_over ? std::optional<Underway>{} : Underway{begun->id};
}

Result<std::optional<Asked>> begin_beside(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  if (!visit.wants_json || visit.services.looks == nullptr || !would_rather_come_back(visit)) return std::optional<Asked>{};
  auto& desk = *visit.services.looks;
  auto const begun = desk.begin(request_of(visit, table, purpose, quarter, part));
  if (!begun) return fail(begun);
  // RFC 7240, 4.1: what is known at once need not be come back for, and a refusal has the status that it has without the preference.
  if (!is_over_at_the_gate(visit, *begun)) return std::optional{Asked{Underway{*begun}}};
  auto answer = desk.take(visit.member(), *begun);
  if (!answer) return std::optional{Asked{Underway{*begun}}};
  if (!*answer) return fail(*answer);
  return std::optional{Asked{std::move(**answer)}};
}

Result<Asked> ask_for_look(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  if (!is_beside(visit, table)) {
    auto answer = ask_for(visit, table, purpose, quarter, part);
    if (!answer) return fail(answer);
    return Asked{std::move(*answer)};
  }
  return asked_beside(visit, request_of(visit, table, purpose, quarter, part));
}

Result<Asked> ask_for_records(Visit& visit, std::string const& records_of, std::string const& purpose, std::string const& quarter) {
  auto request = request_of(visit, std::string{hub::records_table().id.view()}, purpose, quarter, {});
  request.records_of = records_of;
  if (visit.services.looks != nullptr) return asked_beside(visit, request);
  auto answer = hub::patiently([&] { return hub::answer_request(visit.hub, request); });
  if (!answer) return fail(answer);
  return Asked{std::move(*answer)};
}

Go to_release(hub::Release const& release) {
  Go go{"/releases/" + release.id()};
  go.model.set("release", release.id()).set("ledger_index", release.ledger_index()).set("period", release.period());
  return go;
}

Result<hub::ReleaseAnswer> ask_for(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part) {
  auto const request = request_of(visit, table, purpose, quarter, part);
  return hub::patiently([&] { return hub::release(visit.hub, request); });
}

Json parts_for(Visit const& visit, hub::TableKind kind) {
  Json list{Json::Array{}};
  for (auto const& filter : visit.hub.catalogue().definitions().look_filters) {
    if (!hub::takes_part(kind, filter.by)) continue;
    Json parts{Json::Array{}};
    for (auto const& part : filter.parts) parts.push(Json{}.set("id", part.id).set("title", part.title));
    list.push(Json{}.set("title", filter.title).set("parts", std::move(parts)));
  }
  for (auto const& pair : visit.hub.catalogue().definitions().crossed_filters) {
    Json cells{Json::Array{}};
    auto const all = hub::cells_of(visit.hub.catalogue().definitions(), pair);
    if (!hub::takes_part(kind, all.front())) continue;
    for (auto const& cell : all) cells.push(Json{}.set("id", cell.id()).set("title", cell.filter->parts[cell.number].title + "; " + cell.crossed->parts[cell.crossed_number].title));
    list.push(Json{}.set("title", all.front().filter->title + "; " + all.front().crossed->title).set("parts", std::move(cells)));
  }
  return list;
}

std::string only_of(Visit const& visit) {
  auto const& asked = visit.input.text("only");
  auto const named = hub::part_named(visit.hub.catalogue().definitions(), asked);
  return named ? named->id() : asked;
}

std::string part_title(Visit const& visit, std::string_view part) {
  auto const named = hub::part_named(visit.hub.catalogue().definitions(), part);
  return named ? named->title() : std::string{};
}

View refusal_view(Visit& visit, hub::Refusal const& refusal) {
  View view{"refused", Json{Json::Object{}}, http::Status::forbidden};
  Json reasons{Json::Array{}};
  for (auto const& reason : refusal.reasons) {
    Json one;
    one.set("source", reason.source).set("code", reason.code).set("reason", reason.reason).set("field", reason.field);
    one.set("why", reason.why).set("remedy", reason.remedy);
    reasons.push(std::move(one));
  }
  view.model.set("reasons", std::move(reasons)).set("ledger_index", refusal.ledger_index).set("id", refusal.id);
  view.model.set("may_see_agreements", visit.may(hub::Right::see_agreements)).set("may_see_ledger", visit.may(hub::Right::see_ledger));
  return view;
}

Result<Json> purposes_for(Visit& visit) {
  auto const held = hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
  if (!held) return fail(held);
  std::set<std::string> ids;
  for (auto const& one : held->agreements) {
    auto const* party = one->agreement.party(visit.who->agency);
    if (party == nullptr || !party->receives) continue;
    for (auto const& rule : one->agreement.rules) {
      // What is shared about single people is no purpose of a picture.
      if (rule.form > agreements::Form::depersonalised || !agreements::contains(rule.recipients, visit.who->agency)) continue;
      for (auto const& purpose : rule.purposes) {
        auto const* known = visit.hub.catalogue().purpose(purpose.text);
        // In the agreement's own spelling: what is asked for and what is recorded are one word then.
        if (known != nullptr && !known->barred) ids.insert(purpose.text);
      }
    }
  }
  if (ids.empty()) {
    for (auto const& purpose : visit.hub.catalogue().definitions().purposes) {
      if (!purpose.barred) ids.insert(purpose.id);
    }
  }
  Json list{Json::Array{}};
  for (auto const& id : ids) list.push(Json{}.set("id", id).set("title", purpose_title(visit.hub, id)));
  return list;
}

bool asked_from_elsewhere(Visit const& visit) {
  auto const from = visit.request.headers.find("sec-fetch-site");
  return from && (*from == "cross-site" || *from == "same-site");
}

Result<View> purpose_view(Visit& visit, std::string const& page) {
  auto purposes = purposes_for(visit);
  if (!purposes) return fail(purposes);
  View view{"places/purpose"};
  Json carried{Json::Array{}};
  for (auto const* name : {"quarter", "only", "area"}) {
    if (visit.input.has(name) && !visit.input.text(name).empty()) carried.push(Json{}.set("name", name).set("value", visit.input.text(name)));
  }
  view.model.set("purposes", std::move(*purposes)).set("page", page).set("saved", Json{}).set("carried", std::move(carried));
  return view;
}

hub::ReleaseFile const* file_of(hub::Release const& release, std::string_view name) { return hub::file_of(release.files(), name); }

}  // namespace concordat::pages
