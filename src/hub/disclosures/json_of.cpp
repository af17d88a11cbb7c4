// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/json_of.h"

#include "base/json_list.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/people.h"

namespace concordat::hub::disclosures {

Json to_json(Given const& given) {
  Json json;
  json.set("id", given.answered.id).set("state", sharing::name_of(given.answered.state).view()).set("ledger_index", given.answered.ledger_index);
  return json.set("disclosure", given.disclosure).set("open_until", given.open_until);
}

Json to_json(Hub const& hub, Opened const& opened) {
  Json json;
  json.set("watermark", watermark(hub, opened)).set("disclosure", opened.disclosure).set("request", opened.request).set("discloser", opened.discloser);
  json.set("reader", opened.reader).set("agency", opened.agency).set("opened_at", opened.opened_at).set("open_until", opened.open_until).set("version", opened.version);
  json.set("items", opened.items).set("withheld", list_of(opened.withheld)).set("show_role_with_name", opened.show_role_with_name);
  return json.set("ledger_index", opened.ledger_index);
}

Json to_json(Notice const& notice) {
  Json json;
  json.set("id", notice.id).set("disclosure", notice.disclosure).set("request", notice.request).set("kind", notice.kind).set("fields", list_of(notice.fields));
  json.set("made_for", notice.made_for).set("made_at", notice.made_at).set("recipient", notice.recipient).set("given_at", notice.given_at).set("reference", notice.reference).set("because", notice.because);
  return json.set("done", notice.done).set("done_at", notice.done_at).set("may_answer", notice.may_answer);
}

Json to_json(Disclosure const& disclosure) {
  Json openings{Json::Array{}};
  for (auto const& one : disclosure.openings) openings.push(Json{}.set("opened_at", one.opened_at).set("version", one.version));
  Json notices{Json::Array{}};
  for (auto const& one : disclosure.notices) notices.push(to_json(one));
  Json json;
  json.set("id", disclosure.id).set("state", disclosure.state).set("given_at", disclosure.given_at).set("open_until", disclosure.open_until).set("fields", list_of(disclosure.fields));
  json.set("version", disclosure.version).set("taken_back_at", disclosure.taken_back_at).set("taken_back_by", disclosure.taken_back_by).set("taken_back_words", disclosure.taken_back_words);
  json.set("openings", std::move(openings)).set("notices", std::move(notices)).set("may_open", disclosure.may_open);
  return json.set("may_take_back", disclosure.may_take_back).set("may_correct", disclosure.may_correct);
}

Json to_json(Corrected const& corrected) {
  return Json{}.set("notices", list_of(corrected.notices)).set("recipients", list_of(corrected.recipients)).set("ledger_index", corrected.ledger_index);
}

Result<Json> tasks_json(Hub& hub, Member const& member) {
  auto const tasks = sharing::tasks_of(hub, member);
  if (!tasks) return fail(tasks);
  auto const corrections = notices_waiting(hub, member);
  if (!corrections) return fail(corrections);
  auto const unread = not_opened_yet(hub, member);
  if (!unread) return fail(unread);
  return sharing::to_json(*tasks).set("corrections", *corrections).set("unread", *unread);
}

}  // namespace concordat::hub::disclosures
