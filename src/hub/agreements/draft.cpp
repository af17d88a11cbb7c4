// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/draft.h"

#include <algorithm>
#include <optional>

#include "agreements/check.h"
#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/says_why.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql put = "INSERT INTO agreement_draft (id, reference, document, agency, member, added_at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql all = "SELECT id, document, agency, member, added_at FROM agreement_draft ORDER BY added_at DESC, id DESC";
constexpr store::Sql put_use =
    "INSERT INTO agreement_draft_use (draft, rule, field, use_of_it, agency, member, at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
    "(draft, rule, field) DO UPDATE SET use_of_it = excluded.use_of_it, agency = excluded.agency, member = excluded.member, at = excluded.at, "
    "ledger_index = excluded.ledger_index WHERE agreement_draft_use.agency = excluded.agency";
constexpr store::Sql drop_answers = "DELETE FROM agreement_draft_answer WHERE draft = ? AND rule = ? AND field = ?";
constexpr store::Sql uses = "SELECT rule, field, use_of_it, member, agency FROM agreement_draft_use WHERE draft = ? ORDER BY rule, field";
constexpr store::Sql put_answer =
    "INSERT INTO agreement_draft_answer (draft, rule, field, agency, answer, form, transform, condition_name, code, reason, member, signed_off_by, "
    "at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (draft, rule, field, agency) DO UPDATE SET answer = "
    "excluded.answer, form = excluded.form, transform = excluded.transform, condition_name = excluded.condition_name, code = excluded.code, reason "
    "= excluded.reason, member = excluded.member, signed_off_by = excluded.signed_off_by, at = excluded.at, ledger_index = excluded.ledger_index";
constexpr store::Sql answers =
    "SELECT rule, field, agency, answer, form, transform, condition_name, code, reason, signed_off_by, member FROM agreement_draft_answer WHERE draft "
    "= ? ORDER BY rule, field, agency";

}  // namespace sql

namespace {

constexpr std::size_t longest_use = 500;
constexpr std::size_t longest_reason = 2'000;

bool has_any(Member const& member, std::initializer_list<std::string_view> roles) {
  return std::ranges::any_of(roles, [&](std::string_view role) { return member.has_role(role); });
}

Problem not_yours() {
  return {Fault::refused, "draft.not-yours", "This is for a lead of a party, and an answer for the agency that owns the data.",
          "Let its information-governance lead do it; for an answer its Caldicott guardian or data protection officer may too.", {}};
}

Problem unknown_draft() {
  return {Fault::not_found, "draft.unknown", "There is no draft of that id that your agency is party to.", "Look at the list of drafts again.", {}};
}

Problem no_field() {
  return {Fault::malformed, "draft.no-field", "The draft has no such field in that rule, or it is not for your agency to say.", "Look at the draft: it lists rules and fields.", {}};
}

Problem use_taken() {
  return {Fault::conflict, "draft.use-taken", "Another agency has said already what this field is for.",
          "Agree with it on the words and let it state them; or bring a draft with a rule of your own.", {}};
}

/// The act of a step, with its leaf, and with what it changes unless it is refused.
template <class Change>
Result<std::uint64_t> in_one(Hub& hub, Act act, std::optional<Problem> const& problem, Change change) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (problem) act = refused(std::move(act), std::string{problem->code.view()});
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (!problem) {
    Result<std::int64_t> changed = change(receipt->index());
    if (!changed) return fail(changed);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (problem) return tl::unexpected<Problem>{*problem};
  return receipt->index();
}

Act act_of(Hub const& hub, std::optional<Member> const& member, Draft const* draft, std::string what) {
  Act act;
  act.event = ledger::Event::agreement;
  act.to = member ? member->agency : hub.partnership().id;
  act.member = member ? member->id : std::string{};
  if (draft != nullptr) act.agreement = draft->agreement.reference();
  act.fields = {std::move(what)};
  return act;
}

std::optional<Draft> read_draft(Hub const& hub, store::Row const& row) {
  auto document = Json::parse(row.text(1));
  if (!document) return std::nullopt;
  auto loaded = agreements::load_stored(*document, "draft", hub.vocabulary(), hub.clock().today());
  if (!loaded.agreement) return std::nullopt;
  return Draft{row.string(0), std::move(*document), std::move(*loaded.agreement), {row.string(3), row.string(2)}, row.string(4)};
}

Result<void> read_steps(store::Connection& connection, Draft& draft) {
  auto read = connection.query(sql::uses, [&](store::Row const& row) { draft.uses.push_back({row.string(0), row.string(1), row.string(2), {row.string(3), row.string(4)}}); }, draft.id);
  if (!read) return read;
  return connection.query(sql::answers,
                          [&](store::Row const& row) {
                            DraftAnswer one;
                            one.answer = {row.string(0), row.string(1), row.string(2), draft_verdict_named(row.text(3)).value_or(DraftVerdict::refuse), row.string(4), row.string(5), row.string(6)};
                            one.code = row.string(7);
                            one.reason = row.string(8);
                            one.signed_off_by = row.string(9);
                            one.member = row.string(10);
                            draft.answers.push_back(std::move(one));
                          },
                          draft.id);
}

/// The rule where it has the field; nullptr otherwise.
agreements::Rule const* rule_with(agreements::Agreement const& agreement, std::string const& rule, std::string const& field) {
  auto const* const found = agreement.rule(rule);
  return found != nullptr && found->item(field) != nullptr ? found : nullptr;
}

/// What is a duty, unless disclosing would harm the child more than not disclosing.
bool is_duty_to_protect(catalogue::Gateway const* gateway) {
  return gateway != nullptr && gateway->kind == "duty" && std::ranges::find(gateway->excludes, "disclosure_more_detrimental_to_child") != gateway->excludes.end();
}

bool is_narrower(agreements::Rule const& rule, FieldAnswer const& answer) {
  auto const form = answer.form.empty() ? std::optional{rule.form} : agreements::form_from(answer.form);
  auto const as = rule.item(answer.field)->as;
  auto const transform = answer.transform.empty() ? std::optional{as} : agreements::transform_from(answer.transform);
  auto const names = narrowing_conditions();
  bool const known = form && transform && (answer.condition.empty() || std::ranges::find(names, answer.condition) != names.end());
  // Forms go from least to most identifying, transforms from most to least detail.
  if (!known || *form > rule.form || *transform < as) return false;
  return *form < rule.form || *transform > as || !answer.condition.empty();
}

}  // namespace

tl::expected<AddedDraft, AgreementFailure> add_draft(Hub& hub, std::string_view yaml, std::string const& name, std::string const& id) {
  using Failure = tl::unexpected<AgreementFailure>;
  auto loaded = agreements::load(yaml, name, hub.vocabulary(), hub.clock().today());
  auto const member = hub.member(id);
  if (!member) return Failure{{member.error(), {}}};
  if (!loaded.agreement) {
    Problem const errors{Fault::malformed, "agreement.has-errors", "The draft has errors.", "Correct what is listed and add it again.", {}};
    auto const noted = record_alone(hub, refused(act_of(hub, *member, nullptr, "draft-add"), std::string{errors.code.view()}));
    return Failure{{noted ? errors : noted.error(), std::move(loaded.findings)}};
  }
  auto const& agreement = *loaded.agreement;
  bool const may = *member && (*member)->active && (*member)->has_role("information-governance-lead") && agreement.party((*member)->agency) != nullptr;
  auto const problem = may ? std::optional<Problem>{} : std::optional{not_yours()};
  auto const draft = uuid7(hub.clock().now(), hub.chance());
  auto act = act_of(hub, *member, nullptr, "draft-add");
  act.agreement = agreement.reference();
  act.detail.set("draft", draft).set("sha256", agreement.sha256);
  auto const done = in_one(hub, std::move(act), problem, [&](std::uint64_t index) {
    return hub.database().execute(sql::put, draft, agreement.reference(), agreement.canonical, (*member)->agency, id, format_instant(hub.clock().now()), static_cast<std::int64_t>(index));
  });
  if (!done) return Failure{{done.error(), {}}};
  return AddedDraft{draft, agreement.reference(), *done};
}

Result<std::vector<Draft>> drafts_of(Hub& hub, std::string_view agency) {
  std::vector<Draft> drafts;
  auto const read = hub.database().query(sql::all, [&](store::Row const& row) {
    auto draft = read_draft(hub, row);
    if (draft && draft->agreement.party(agency) != nullptr) drafts.push_back(std::move(*draft));
  });
  if (!read) return fail(read);
  for (auto& draft : drafts) {
    if (auto steps = read_steps(hub.database(), draft); !steps) return fail(steps);
  }
  return drafts;
}

Result<Draft> find_draft(Hub& hub, std::string_view id, std::string_view agency) {
  auto drafts = drafts_of(hub, agency);
  if (!drafts) return fail(drafts);
  auto const found = std::ranges::find(*drafts, id, &Draft::id);
  if (found == drafts->end()) return tl::unexpected<Problem>{unknown_draft()};
  return std::move(*found);
}

DraftOutcome outcome_of(Hub const& hub, Draft const& draft) {
  std::vector<FieldAnswer> answers;
  for (auto const& one : draft.answers) answers.push_back(one.answer);
  DraftOutcome outcome;
  for (auto const& rule : draft.agreement.rules) outcome.open += rule.items.size() * rule.disclosers.size();
  outcome.open -= std::min<std::uint64_t>(outcome.open, answers.size());
  auto const document = narrowed(draft.document, answers);
  if (document.is_null()) return outcome;
  outcome.yaml = to_yaml(document);
  auto loaded = agreements::load(outcome.yaml, draft.agreement.reference(), hub.vocabulary(), hub.clock().today());
  outcome.findings = std::move(loaded.findings);
  if (loaded.agreement) outcome.sha256 = loaded.agreement->sha256;
  return outcome;
}

Result<std::uint64_t> state_use(Hub& hub, std::string_view id, FieldUse const& use) {
  auto const member = hub.member(use.by.member);
  if (!member) return fail(member);
  auto const agency = *member && (*member)->active ? (*member)->agency : std::string{};
  auto const draft = find_draft(hub, id, agency);
  if (!draft && draft.error().fault != Fault::not_found) return fail(draft);
  auto const* const rule = draft ? rule_with(draft->agreement, use.rule, use.field) : nullptr;
  auto const words = text::trim(use.use);
  auto const stated = draft ? std::ranges::find_if(draft->uses, [&](FieldUse const& one) { return one.rule == use.rule && one.field == use.field; }) : std::vector<FieldUse>::const_iterator{};
  bool const is_stated = draft && stated != draft->uses.end();
  std::optional<Problem> problem;
  if (!draft) {
    problem = unknown_draft();
  } else if (rule == nullptr || !agreements::contains(rule->recipients, agency)) {
    problem = no_field();
  } else if (words.empty() || words.size() > longest_use) {
    problem = Problem{Fault::malformed, "draft.no-use", "Say what the field is for.", "Write one or two sentences, 500 characters at most: what it will be used for, and what would be missing without it.", {}};
  } else if (is_stated && stated->by.agency != agency) {
    problem = use_taken();
  }
  auto act = act_of(hub, *member, draft ? &*draft : nullptr, "draft-use");
  if (!problem) act.fields.push_back(use.field);
  if (!problem) act.detail.set("draft", std::string{id}).set("rule", use.rule).set("use", std::string{words});
  return in_one(hub, std::move(act), problem, [&](std::uint64_t index) -> Result<std::int64_t> {
    // What was answered was another use: whoever owns the data answers again.
    if (is_stated && stated->use != words) {
      if (auto dropped = hub.database().execute(sql::drop_answers, std::string{id}, use.rule, use.field); !dropped) return dropped;
    }
    auto const put = hub.database().execute(sql::put_use, std::string{id}, use.rule, use.field, std::string{words}, agency, use.by.member, format_instant(hub.clock().now()), static_cast<std::int64_t>(index));
    if (put && *put == 0) return tl::unexpected<Problem>{use_taken()};  // said in between
    return put;
  });
}

DraftWork work_in(Draft const& draft, std::string_view agency) {
  DraftWork work;
  for (auto const& rule : draft.agreement.rules) {
    for (auto const& item : rule.items) {
      bool const used = std::ranges::any_of(draft.uses, [&](FieldUse const& use) { return use.rule == rule.id.text && use.field == item.field.text; });
      bool const answered = std::ranges::any_of(draft.answers, [&](DraftAnswer const& one) {
        return one.answer.agency == agency && one.answer.rule == rule.id.text && one.answer.field == item.field.text;
      });
      work.to_say += !used && agreements::contains(rule.recipients, agency) ? 1 : 0;
      work.to_answer += used && !answered && agreements::contains(rule.disclosers, agency) ? 1 : 0;
    }
  }
  return work;
}

namespace {

/// One answer, against the draft it is for.
class Answering {
 public:
  Answering(Hub& hub, Draft const& draft, Member const& member, DraftAnswer const& answer) : hub_{hub}, draft_{draft}, member_{member}, answer_{answer} {}
  Result<std::optional<Problem>> why_not();

 private:
  Result<std::optional<Problem>> why_not_refused(agreements::Rule const& rule);
  /// Another active member of the agency who may sign off that a duty is not followed.
  Result<bool> is_signed_off();

  Hub& hub_;
  Draft const& draft_;
  Member const& member_;
  DraftAnswer const& answer_;
};

Result<bool> Answering::is_signed_off() {
  if (answer_.signed_off_by.empty()) return false;
  auto const senior = hub_.member(answer_.signed_off_by);
  if (!senior) return fail(senior);
  bool const fits = *senior && (*senior)->active && (*senior)->agency == member_.agency && has_any(**senior, {"strategic-lead", "caldicott-guardian", "information-governance-lead"});
  if (!fits) return false;
  auto const same = same_person(hub_.database(), (*senior)->id, member_.id);
  if (!same) return fail(same);
  return !*same;
}

Result<std::optional<Problem>> Answering::why_not_refused(agreements::Rule const& rule) {
  auto const reason = text::trim(answer_.reason);
  if (hub_.catalogue().refusal(answer_.code) == nullptr || !says_why(reason) || reason.size() > longest_reason) {
    return std::optional{Problem{Fault::malformed, "draft.no-code", "A refusal needs a code, R00 to R18, and a reason of three words or more.",
                                 "Choose the code that fits and say why in one or two sentences; name no person.", {}}};
  }
  auto const signed_off = is_signed_off();
  if (!signed_off) return fail(signed_off);
  bool const duty = is_duty_to_protect(hub_.catalogue().gateway(rule.gateway.text));
  if (!duty && !answer_.signed_off_by.empty() && !*signed_off) {
    return std::optional{Problem{Fault::malformed, "draft.sign-off", "Whoever is said to have signed it off cannot have done so.",
                                 "Name the id of another member of your agency who is a strategic lead, Caldicott guardian or information-governance lead; or leave it out where no duty is refused.", {}}};
  }
  if (!duty) return std::optional<Problem>{};
  if (answer_.code == "R11" && *signed_off) return std::optional<Problem>{};
  return std::optional{Problem{Fault::refused, "draft.duty-needs-r11", "This is a duty, unless disclosing would harm the child more than not disclosing.",
                               "Refuse it with R11 only, and let a senior officer of your agency, other than you, sign that off.", {}}};
}

Result<std::optional<Problem>> Answering::why_not() {
  auto const& said = answer_.answer;
  auto const* const rule = rule_with(draft_.agreement, said.rule, said.field);
  bool const owner = rule != nullptr && agreements::contains(rule->disclosers, member_.agency);
  if (!has_any(member_, {"information-governance-lead", "caldicott-guardian", "data-protection-officer"})) return std::optional{not_yours()};
  if (!owner) return std::optional{no_field()};
  bool const used = std::ranges::any_of(draft_.uses, [&](FieldUse const& use) { return use.rule == said.rule && use.field == said.field; });
  if (!used) {
    return std::optional{Problem{Fault::refused, "draft.use-first", "Nobody has said yet what this field is for.",
                                 "Ask the agency that would get it to say so on the draft; then answer.", {}}};
  }
  if (said.verdict == DraftVerdict::narrow && !is_narrower(*rule, said)) {
    return std::optional{Problem{Fault::malformed, "draft.not-narrower", "That does not narrow what was asked for.",
                                 "Choose a less identifying form, a coarser transform, or a condition.", {}}};
  }
  if (said.verdict == DraftVerdict::refuse) return why_not_refused(*rule);
  return std::optional<Problem>{};
}

Act act_of_answer(Hub const& hub, std::optional<Member> const& member, Draft const& draft, DraftAnswer const& given) {
  auto const& said = given.answer;
  auto act = act_of(hub, member, &draft, "draft-" + std::string{name_of(said.verdict).view()});
  act.fields.push_back(said.field);
  if (said.verdict == DraftVerdict::refuse) act.why = {given.code};
  act.detail.set("draft", draft.id).set("rule", said.rule).set("form", said.form).set("as", said.transform).set("condition", said.condition).set("reason", std::string{text::trim(given.reason)});
  return act;
}

Result<void> put_answer(Hub& hub, Draft const& draft, std::string const& agency, DraftAnswer const& given, std::uint64_t index) {
  auto const& said = given.answer;
  bool const refuses = said.verdict == DraftVerdict::refuse;
  bool const narrows = said.verdict == DraftVerdict::narrow;
  auto const put = hub.database().execute(sql::put_answer, draft.id, said.rule, said.field, agency, name_of(said.verdict).view(), narrows ? said.form : "", narrows ? said.transform : "",
                                          narrows ? said.condition : "", refuses ? given.code : "", std::string{text::trim(given.reason)}, given.member, refuses ? given.signed_off_by : "",
                                          format_instant(hub.clock().now()), static_cast<std::int64_t>(index));
  if (!put) return fail(put);
  return {};
}

/// All of them in one transaction, each with its leaf; the number of the last.
Result<std::uint64_t> write_answers(Hub& hub, Member const& member, Draft const& draft, std::span<DraftAnswer const> answers) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  std::uint64_t last = 0;
  for (auto const& one : answers) {
    auto const receipt = record(hub, *transaction, act_of_answer(hub, member, draft, one));
    if (!receipt) return fail(receipt);
    last = receipt->index();
    if (auto done = put_answer(hub, draft, member.agency, one, last); !done) return fail(done);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return last;
}

}  // namespace

Result<std::uint64_t> answer_draft(Hub& hub, std::string_view id, std::span<DraftAnswer const> answers) {
  if (answers.empty()) return tl::unexpected<Problem>{no_field()};
  auto const& first = answers.front();
  auto const member = hub.member(first.member);
  if (!member) return fail(member);
  auto const draft = find_draft(hub, id, *member && (*member)->active ? (*member)->agency : std::string{});
  if (!draft && draft.error().fault != Fault::not_found) return fail(draft);
  std::optional<Problem> problem;
  if (!draft) problem = unknown_draft();
  for (auto one = answers.begin(); !problem && one != answers.end(); ++one) {
    auto judged = Answering{hub, *draft, **member, *one}.why_not();
    if (!judged) return fail(judged);
    problem = std::move(*judged);
  }
  if (!problem) return write_answers(hub, **member, *draft, answers);
  auto const what = "draft-" + std::string{name_of(first.answer.verdict).view()};
  return in_one(hub, act_of(hub, *member, draft ? &*draft : nullptr, what), problem, [](std::uint64_t) { return Result<std::int64_t>{0}; });
}

}  // namespace concordat::hub
