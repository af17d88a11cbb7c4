// SPDX-License-Identifier: Apache-2.0
// Editions that other agencies may read: which there are, one of them, and what is said of it.
#include <algorithm>

#include "hub/edition_shares/edition_shares.h"
#include "pages/products/products.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::string called(Visit const& visit, std::string const& id) {
  auto const* agency = visit.hub.agency(id);
  return agency == nullptr ? id : agency->name;
}

Json called(Visit const& visit, std::vector<std::string> const& ids) {
  Json list{Json::Array{}};
  for (auto const& id : ids) list.push(called(visit, id));
  return list;
}

Json share_model(Visit const& visit, hub::EditionShare const& share) {
  auto row = hub::to_json(share);
  row.set("href", "/products/shared/" + share.id).set("agency_name", called(visit, share.agency)).set("reader_names", called(visit, share.readers)).set("offered", instant_model(share.offered_at));
  if (!share.ended_at.empty()) row.set("ended", instant_model(share.ended_at));
  auto const why = hub::share_end_named(share.why);
  row.set("why_words", why ? std::string{hub::words_of(*why).view()} : std::string{});
  std::vector<std::string> waiting;
  for (auto const& agency : share.needed) {
    if (std::ranges::find(share.answers, agency, &hub::ShareAnswer::agency) == share.answers.end()) waiting.push_back(agency);
  }
  Json said{Json::Array{}};
  for (auto const& answer : share.answers) {
    said.push(Json{}.set("agency", called(visit, answer.agency)).set("member", answer.member).set("yes", answer.yes).set("ledger_index", answer.ledger_index).set("when", instant_model(answer.at)));
  }
  auto const member = visit.member();
  bool const reads = std::ranges::find(share.readers, member.agency) != share.readers.end() && share.state == hub::ShareState::shared && visit.may(hub::Right::release);
  bool const asked = hub::may_answer_share(share, member);
  row.set("may_answer", asked).set("may_end", hub::may_end_share(share, member)).set("may_read", reads || asked);
  return std::move(row.set("waiting", called(visit, waiting)).set("said", std::move(said)));
}

std::string share_id(Visit const& visit) { return std::string{visit.param("share")}; }

Result<Answer> list_shares(Visit& visit) {
  auto const all = hub::edition_shares(visit.hub, visit.member());
  if (!all) return fail(all);
  Json list{Json::Array{}};
  for (auto const& share : *all) list.push(share_model(visit, share));
  View view{"products/shares"};
  view.model.set("shares", std::move(list));
  return view;
}

Result<Answer> show_share(Visit& visit) {
  auto const share = hub::find_share(visit.hub, visit.member(), share_id(visit));
  if (!share) return fail(share);
  View view{"products/share"};
  view.model = share_model(visit, *share);
  return view;
}

Result<Answer> read_shared(Visit& visit) {
  auto const read = hub::see_shared_edition(visit.hub, editor_of(visit), share_id(visit));
  if (!read) return fail(read);
  View view{"products/shared-edition"};
  view.model = edition_model(visit, read->edition);
  view.model.set("share", share_model(visit, read->share));
  return view;
}

Result<Answer> offer_share(Visit& visit) {
  auto editor = editor_of(visit);
  if (editor.member.has_role("strategic-lead")) editor.role = "strategic-lead";
  auto const id = hub::share_edition(visit.hub, editor, std::string{visit.param("edition")}, visit.input.many("with"));
  if (!id) return fail(id);
  Go go{"/products/shared/" + *id};
  go.model.set("share", *id);
  return go;
}

Result<Answer> answer_of_share(Visit& visit) {
  if (!visit.input.faults.empty()) return show_share(visit);
  auto const answered = hub::answer_share(visit.hub, visit.member(), share_id(visit), visit.input.text("answer") == "yes");
  if (!answered) return fail(answered);
  // Who said no has nothing left to see.
  Go go{visit.input.text("answer") == "yes" ? "/products/shared/" + share_id(visit) : std::string{"/products/shared"}};
  go.model.set("ledger_index", answered->ledger_index).set("shared", answered->is_shared);
  return go;
}

Result<Answer> end_of_share(Visit& visit) {
  if (!visit.input.faults.empty()) return show_share(visit);
  auto const why = hub::share_end_named(visit.input.text("because"));
  auto const index = hub::end_share(visit.hub, visit.member(), share_id(visit), why.value_or(hub::ShareEnd::wrong));
  if (!index) return fail(index);
  Go go{"/products/shared/" + share_id(visit)};
  go.model.set("ledger_index", *index);
  return go;
}

}  // namespace

void add_share_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, hub::Right right, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/products/shared", "Editions that are shared with your agency, by it, or wait for its answer", {}, hub::Right::see_agreements, list_shares);
  add(http::Method::get, "/products/shared/:share", "Who may read an edition of which agency, and who agreed to it", {}, hub::Right::see_agreements, show_share);
  add(http::Method::get, "/products/shared/:share/edition", "An edition that another agency shares: its words, and figures as the reader's own agreements permit", {}, hub::Right::see_agreements, read_shared);
  add(http::Method::post, "/products/shared/:share/answer", "Say for your agency, whose reports it counts, whether others may read it",
      {{.name = "answer", .kind = InputKind::choice, .label = "the answer", .required = true, .choices = {"yes", "no"}}}, hub::Right::see_agreements, answer_of_share);
  add(http::Method::post, "/products/shared/:share/end", "Take it back: no other agency reads it from then on",
      {{.name = "because", .kind = InputKind::choice, .label = "the reason", .required = true, .choices = {"wrong", "superseded", "agreement", "reader"}}}, hub::Right::see_agreements, end_of_share);
  add(http::Method::post, "/products/editions/:edition/share", "Let other agencies read an edition that you signed", {{.name = "with", .kind = InputKind::many, .label = "the agencies"}}, hub::Right::release, offer_share);
}

}  // namespace concordat::pages
