// SPDX-License-Identifier: Apache-2.0
// Agreements that are being negotiated, field by field.
#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/act.h"
#include "hub/agreements/draft.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

/// The member who looks, once that look is an entry of the ledger.
std::optional<hub::Member> looks(hub::Hub& hub, Arguments const& arguments, Exit& exit) {
  auto member = find_member(hub, arguments, "");
  if (!member) {
    exit = Exit::refused;
    return std::nullopt;
  }
  hub::Act act;
  act.to = member->agency;
  act.member = member->id;
  act.fields = {"agreement-drafts"};
  auto const noted = hub::record_alone(hub, std::move(act));
  if (noted) return member;
  exit = complain(arguments, noted.error());
  return std::nullopt;
}

Json answer_model(hub::DraftAnswer const& one) {
  Json json;
  json.set("agency", one.answer.agency).set("answer", hub::name_of(one.answer.verdict).view()).set("form", one.answer.form).set("as", one.answer.transform);
  json.set("condition", one.answer.condition).set("code", one.code).set("reason", one.reason);
  return json.set("signed_off_by", one.signed_off_by);
}

/// One field of one rule, what it is for and what its owners say.
Json field_model(hub::Draft const& draft, agreements::Rule const& rule, agreements::Item const& item) {
  Json json;
  json.set("rule", rule.id.text).set("field", item.field.text).set("as", agreements::name_of(item.as)).set("form", agreements::name_of(rule.form));
  auto const use = std::ranges::find_if(draft.uses, [&](hub::FieldUse const& one) { return one.rule == rule.id.text && one.field == item.field.text; });
  json.set("use", use == draft.uses.end() ? std::string{} : use->use);
  Json answers{Json::Array{}};
  for (auto const& one : draft.answers) {
    if (one.answer.rule == rule.id.text && one.answer.field == item.field.text) answers.push(answer_model(one));
  }
  return json.set("answers", std::move(answers));
}

void print_field(Json const& field) {
  print(fmt::format("{} {} as {} ({})\n", field["rule"].string(), field["field"].string(), field["as"].string(), field["form"].string()));
  print(fmt::format("  for: {}\n", field["use"].string().empty() ? "nobody has said yet" : visible(field["use"].string())));
  for (auto const& one : field["answers"].array()) {
    std::string more;
    for (auto const* key : {"form", "as", "condition", "code"}) {
      if (!one[key].string().empty()) more += fmt::format(", {} {}", key, one[key].string());
    }
    print(fmt::format("  {}: {}{}{}{}\n", one["agency"].string(), one["answer"].string(), more, one["reason"].string().empty() ? "" : ": ", visible(one["reason"].string())));
  }
}

Exit said(Arguments const& arguments, Result<std::uint64_t> const& done) {
  if (!done) return complain(arguments, done.error());
  if (arguments.json) print_json(Json{}.set("draft", arguments.draft).set("ledger_index", *done));
  else print(fmt::format("It is recorded on the draft; ledger index {}.\n", *done));
  return Exit::ok;
}

}  // namespace

Exit run_agreement_draft_add(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const& file = arguments.files.front();
  auto const text = read_file(file, largest_agreement);
  if (!text) return complain(arguments, text.error(), file);
  auto const added = hub::add_draft(office.hub(), *text, file, arguments.by);
  if (!added) return complain(arguments, Trouble{file, added.error().problem, added.error().findings});
  if (arguments.json) print_json(Json{}.set("draft", added->id).set("agreement", added->reference).set("ledger_index", added->ledger_index));
  else print(fmt::format("The draft {} of {} is before its parties; ledger index {}.\n", added->id, added->reference, added->ledger_index));
  return Exit::ok;
}

Exit run_agreement_draft_list(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const member = looks(office.hub(), arguments, exit);
  if (!member) return exit;
  auto const drafts = hub::drafts_of(office.hub(), member->agency);
  if (!drafts) return complain(arguments, drafts.error());
  Json all{Json::Array{}};
  for (auto const& draft : *drafts) {
    auto const open = hub::outcome_of(office.hub(), draft).open;
    if (arguments.json) all.push(Json{}.set("draft", draft.id).set("agreement", draft.agreement.reference()).set("title", draft.agreement.title).set("open", open));
    else print(fmt::format("{}  {}  {}; {} answers are open\n", draft.id, draft.agreement.reference(), draft.agreement.title, open));
  }
  if (arguments.json) print_json(all);
  return Exit::ok;
}

Exit run_agreement_draft_show(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const member = looks(office.hub(), arguments, exit);
  if (!member) return exit;
  auto const draft = hub::find_draft(office.hub(), arguments.draft, member->agency);
  if (!draft) return complain(arguments, draft.error());
  auto const outcome = hub::outcome_of(office.hub(), *draft);
  Json fields{Json::Array{}};
  for (auto const& rule : draft->agreement.rules) {
    for (auto const& item : rule.items) fields.push(field_model(*draft, rule, item));
  }
  if (arguments.json) {
    print_json(Json{}.set("draft", draft->id).set("agreement", draft->agreement.reference()).set("fields", std::move(fields)).set("open", outcome.open).set("sha256", outcome.sha256));
    return Exit::ok;
  }
  for (auto const& field : fields.array()) print_field(field);
  print(fmt::format("{} answers are open. What would be signed today has the SHA-256 {}.\n", outcome.open, outcome.sha256.empty() ? "(nothing)" : outcome.sha256));
  return Exit::ok;
}

Exit run_agreement_draft_use(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  return said(arguments, hub::state_use(office.hub(), arguments.draft, {arguments.rule, arguments.field, arguments.use, {arguments.by, ""}}));
}

Exit run_agreement_draft_answer(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  hub::DraftAnswer one;
  one.answer = {arguments.rule, arguments.field, "", hub::draft_verdict_named(arguments.answer).value_or(hub::DraftVerdict::refuse), arguments.form, arguments.as, arguments.condition};
  one.code = arguments.code;
  one.reason = arguments.reason;
  one.signed_off_by = arguments.signed_off_by;
  one.member = arguments.by;
  return said(arguments, hub::answer_draft(office.hub(), arguments.draft, std::span{&one, 1}));
}

Exit run_agreement_draft_write(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const member = looks(office.hub(), arguments, exit);
  if (!member) return exit;
  auto const draft = hub::find_draft(office.hub(), arguments.draft, member->agency);
  if (!draft) return complain(arguments, draft.error());
  auto const outcome = hub::outcome_of(office.hub(), *draft);
  if (outcome.sha256.empty()) {
    return complain(arguments, Trouble{draft->id, {Fault::refused, "draft.nothing-to-sign", "Nothing that could be signed comes out of this draft.",
                                                   "Every field was refused, or what is left has the errors that are listed: let the owners answer anew.", {}}, outcome.findings});
  }
  if (auto done = write_file(arguments.out, outcome.yaml); !done) return complain(arguments, done.error(), arguments.out);
  if (arguments.json) print_json(Json{}.set("file", arguments.out).set("sha256", outcome.sha256).set("open", outcome.open));
  else print(fmt::format("{} is ready to be signed; its SHA-256 is {}. {} answers are open.\n", arguments.out, outcome.sha256, outcome.open));
  return Exit::ok;
}

}  // namespace concordat::cli
