// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/json_of.h"

#include "hub/sharing/standing_rules.h"

namespace concordat::hub::sharing {

Json to_json(MayIAnswer const& answer) {
  Json json;
  json.set("id", answer.id).set("asked_at", answer.asked_at).set("question", answer.question).set("answer", answer.answer);
  return json.set("ledger_index", answer.ledger_index);
}

Json to_json(MayIRow const& row) {
  auto json = Json{}.set("id", row.id).set("asked_at", row.asked_at).set("answer", row.answer).set("discloser", row.discloser);
  return json.set("recipient", row.recipient).set("purpose", row.purpose).set("fields", list_of(row.fields));
}

namespace {

Json to_json(TrailStep const& step) {
  Json json;
  json.set("at", step.at).set("what", step.what).set("agency", step.agency).set("member", step.member).set("code", step.code).set("words", step.words);
  return json.set("on", step.on).set("how", step.how).set("decider", step.decider);
}

}  // namespace

Json to_json(SharingRequest const& request) {
  Json trail{Json::Array{}};
  for (auto const& step : request.trail) trail.push(to_json(step));
  Json json;
  json.set("trail", std::move(trail));
  json.set("id", request.id).set("asker", request.asker).set("member", request.member).set("role", request.role).set("discloser", request.discloser);
  json.set("purpose", request.purpose).set("form", request.form).set("asked_at", request.asked_at).set("outcome", request.outcome);
  json.set("state", name_of(request.state).view()).set("codes", list_of(request.codes)).set("decision", request.told);
  json.set("reference", request.reference).set("necessary", request.necessary).set("bundle", request.bundle).set("facts_version", request.facts_version);
  json.set("answered_at", request.answered_at).set("answered_by", request.answered_by).set("how", request.how);
  json.set("decline_code", request.decline_code).set("decline_words", request.decline_words).set("review_on", request.review_on);
  json.set("overturned", request.overturned).set("may_answer", request.may_answer).set("may_appeal", request.may_appeal);
  return json.set("ledger_index", request.ledger_index);
}

Json to_json(RequestRow const& row) {
  Json json;
  json.set("id", row.id).set("asker", row.asker).set("discloser", row.discloser).set("member", row.member).set("purpose", row.purpose);
  json.set("asked_at", row.asked_at).set("outcome", row.outcome).set("state", name_of(row.state).view()).set("decline_code", row.decline_code);
  return json.set("review_on", row.review_on).set("overturned", row.overturned);
}

Json to_json(Fact const& fact) {
  Json json;
  json.set("id", fact.id).set("kind", fact.kind).set("value", fact.value).set("source", fact.source).set("recorded_by", fact.recorded_by);
  return json.set("recorded_at", fact.recorded_at).set("withdrawn", fact.withdrawn);
}

Json to_json(Appeal const& appeal) {
  Json json;
  json.set("id", appeal.id).set("request", appeal.request).set("code", appeal.code).set("made_by", appeal.made_by).set("made_at", appeal.made_at);
  json.set("decider", appeal.decider).set("due_on", appeal.due_on).set("outcome", appeal.outcome).set("decided_at", appeal.decided_at);
  return json.set("words", appeal.words).set("reasons", appeal.reasons).set("overdue", appeal.overdue);
}

Json to_json(DataUse const& use) {
  Json json;
  json.set("id", use.id).set("used_at", use.used_at).set("kind", use.kind).set("reference", use.reference).set("supplier", use.supplier);
  json.set("discloser", use.discloser).set("recipient", use.recipient).set("member", use.member).set("purpose", use.purpose).set("form", use.form);
  json.set("fields", list_of(use.fields)).set("rules", list_of(use.rules)).set("onward", use.onward ? "with-discloser-agreement" : "none");
  return json.set("ledger_index", use.ledger_index);
}

namespace {

Json to_json(GlassUse const& use) {
  Json fields{Json::Array{}};
  for (auto const& [id, title] : use.fields) fields.push(Json{}.set("field", id).set("title", title));
  Json json;
  json.set("request", use.request).set("asked_at", use.asked_at).set("discloser", use.discloser).set("purpose", use.purpose).set("necessary", use.necessary);
  json.set("state", use.state).set("answered_at", use.answered_at).set("answered_by", use.answered_by).set("how", use.how);
  return json.set("fields", std::move(fields));
}

}  // namespace

Json to_json(Glass const& glass) {
  Json uses{Json::Array{}};
  for (auto const& use : glass.uses) uses.push(to_json(use));
  Json json;
  json.set("uses", std::move(uses));
  json.set("id", glass.id).set("agency", glass.agency).set("member", glass.member).set("danger", glass.danger).set("reason", glass.reason);
  json.set("begun_at", glass.begun_at).set("until", glass.until).set("second", glass.second).set("ended_at", glass.ended_at).set("open", glass.open);
  json.set("review_by", glass.review_by).set("reviewed_at", glass.reviewed_at).set("reviewed_by", glass.reviewed_by).set("outcome", glass.outcome);
  return json.set("overdue", glass.overdue);
}

Json to_json(SampledUse const& sampled) {
  Json json;
  json.set("use", to_json(sampled.use)).set("month", sampled.month).set("warn_on", format_date(sampled.warn_on)).set("block_on", format_date(sampled.block_on));
  return json.set("outcome", sampled.outcome).set("done_by", sampled.done_by).set("late", sampled.late).set("blocks", sampled.blocks);
}

}  // namespace concordat::hub::sharing
