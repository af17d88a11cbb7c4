// SPDX-License-Identifier: Apache-2.0
#include "hub/keeping/items.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string_view>

#include "base/text.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/keeping/matters.h"
#include "hub/openings_key.h"
#include "hub/sharing/sealed_words.h"
#include "hub/words_key.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql requests =
    "SELECT id, subject, asker, discloser, member, state, outcome, asked_at, answered_at FROM sharing_request WHERE erased_on IS NULL ORDER BY asked_at, id";
constexpr store::Sql question = "SELECT question_sealed FROM sharing_request WHERE id = ?";
constexpr store::Sql refusals =
    "SELECT h.id, h.request, h.declined_at, r.subject, (SELECT count(*) FROM appeal a WHERE a.refusal = h.id AND a.outcome IS NULL) FROM human_refusal h "
    "JOIN sharing_request r ON r.id = h.request WHERE h.erased_on IS NULL ORDER BY h.declined_at, h.id";
constexpr store::Sql appeals =
    "SELECT a.id, a.request, a.made_at, a.decided_at, r.subject, r.asker, r.discloser FROM appeal a JOIN sharing_request r ON r.id = a.request WHERE a.erased_on IS NULL "
    "ORDER BY a.made_at, a.id";
constexpr store::Sql answers = "SELECT id, agency, asked_at FROM may_i ORDER BY asked_at, id";
constexpr store::Sql answer = "SELECT sealed FROM may_i WHERE id = ?";
constexpr store::Sql facts = "SELECT id, subject, source, recorded_at, coalesce(withdrawn_at, recorded_at) FROM fact_record ORDER BY recorded_at, id";
constexpr store::Sql uses = "SELECT id, used_at FROM data_use WHERE erased_on IS NULL ORDER BY used_at, id";
constexpr store::Sql glasses = "SELECT id, agency, member, subject, begun_at FROM break_glass WHERE erased_on IS NULL ORDER BY begun_at, id";
constexpr store::Sql samples = "SELECT agency, data_use, done_at FROM audit_sample WHERE erased_on IS NULL ORDER BY done_at, data_use";
// What was added after the first words had reached their day is there too: a blob that is not empty.
constexpr store::Sql decisions = "SELECT id, agency, state, made_at, second_at, undone_at FROM link_decision WHERE length(words_sealed) > 0 ORDER BY number";
constexpr store::Sql judgements = "SELECT id, agency, coalesce(asked, ''), until, withdrawn_at FROM criteria_judgement ORDER BY made_at, id";
constexpr store::Sql monitorings =
    "SELECT s.id, s.agency, coalesce((SELECT r.made_at FROM equality_report r WHERE r.quarter = s.quarter), s.submitted_at) FROM equality_submission s WHERE s.erased_on IS NULL "
    "ORDER BY s.submitted_at, s.id";
constexpr store::Sql commentaries =
    "SELECT t.edition, t.section, e.agency, t.written_at, e.signed_at, t.writing FROM edition_text t JOIN edition e ON e.id = t.edition WHERE length(t.words_sealed) > 0 ORDER BY t.edition, t.section";
constexpr store::Sql drafts =
    "SELECT d.id, d.added_at, (SELECT max(u.at) FROM agreement_draft_use u WHERE u.draft = d.id), (SELECT max(a.at) FROM agreement_draft_answer a WHERE a.draft = d.id) "
    "FROM agreement_draft d ORDER BY d.added_at, d.id";
constexpr store::Sql messages = "SELECT id, coalesce(sent_at, created_at) FROM outbox WHERE payload <> '{}' ORDER BY id";
constexpr store::Sql given = "SELECT id, request, discloser, open_until FROM disclosure WHERE values_sealed IS NOT NULL ORDER BY given_at, id";
constexpr store::Sql disclosures =
    "SELECT d.id, d.discloser, d.given_at, (SELECT count(*) FROM disclosure_notice n WHERE n.disclosure = d.id AND n.done IS NULL) FROM disclosure d WHERE d.erased_on IS NULL "
    "ORDER BY d.given_at, d.id";
constexpr store::Sql notices =
    "SELECT n.id, n.made_for, n.made_at, n.done_at, r.subject FROM disclosure_notice n JOIN disclosure d ON d.id = n.disclosure JOIN sharing_request r ON r.id = d.request "
    "WHERE n.erased_on IS NULL ORDER BY n.made_at, n.id";
constexpr store::Sql oldest_opening = "SELECT key_ref FROM ledger_opening WHERE key_ref LIKE 'openings-%' ORDER BY leaf, k LIMIT 1";
constexpr store::Sql acknowledged = "SELECT id, version, max(at) FROM agreement_acknowledgement GROUP BY id, version ORDER BY id, version";

}  // namespace sql

namespace {

/// "2026" of "openings-2026".
std::optional<std::string> year_of_openings(std::string_view name) {
  if (!name.starts_with(openings_start) || name.size() != openings_start.size() + 4) return std::nullopt;
  auto const year = name.substr(openings_start.size());
  bool const digits = std::ranges::all_of(year, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::optional{std::string{year}} : std::nullopt;
}

class Reader {
 public:
  Reader(Hub& hub, std::vector<catalogue::KeepingRule> const& rules, Matters matters, Held held) : hub_{hub}, rules_{rules}, matters_{std::move(matters)}, held_{std::move(held)}, today_{hub.clock().today()} {}

  Result<std::vector<Item>> read() {
    for (auto const step : {&Reader::requests, &Reader::refusals, &Reader::appeals, &Reader::answers, &Reader::facts, &Reader::uses, &Reader::glasses, &Reader::samples,
                            &Reader::decisions, &Reader::judgements, &Reader::commentaries, &Reader::acknowledgements, &Reader::drafts, &Reader::messages, &Reader::openings, &Reader::given, &Reader::disclosures, &Reader::notices, &Reader::monitorings}) {
      if (auto done = (this->*step)(); !done) return fail(done);
    }
    return std::move(items_);
  }

 private:
  Result<void> requests();
  Result<void> refusals();
  Result<void> appeals();
  Result<void> answers();
  Result<void> facts();
  Result<void> uses();
  Result<void> glasses();
  Result<void> samples();
  Result<void> decisions();
  Result<void> judgements();
  Result<void> commentaries();
  Result<void> acknowledgements();
  Result<void> drafts();
  Result<void> messages();
  Result<void> openings();
  Result<void> given();
  Result<void> disclosures();
  Result<void> notices();
  Result<void> monitorings();

  [[nodiscard]] std::int64_t key(std::string_view table, std::string_view row, std::string_view agency) const { return words_key(hub_, table, row, agency); }
  [[nodiscard]] bool child(std::string const& subject) const { return matters_.children.contains(subject); }
  /// Past the shorter period and not past the longer one: only then does it matter who it is about.
  [[nodiscard]] bool age_decides(Item const& item) const {
    auto const* rule = catalogue::rule_of(rules_, item.kind);
    return !item.child && rule != nullptr && rule->under_18 && today_ >= add(item.from, *rule->under_18) && today_ < add(item.from, rule->keep_for);
  }
  [[nodiscard]] std::optional<Date> agreed_end(std::string const& request, std::string const& subject, Date given) const;
  [[nodiscard]] Holds what_holds(std::string const& request, std::string const& subject, store::Row const& row) const;
  /// Whether what is sealed tells of somebody under 18. What cannot be opened any more is due anyhow.
  Result<void> look_at_ages(std::vector<Item>& items, store::Sql query, std::vector<std::string> const& agencies, std::string_view table, std::string_view column);

  Hub& hub_;
  std::vector<catalogue::KeepingRule> const& rules_;
  Matters matters_;
  Held held_;
  Date today_;
  std::vector<Item> items_;
};

/// By each rule it was given under; where a rule counts from the end of a case, since that is known.
std::optional<Date> Reader::agreed_end(std::string const& request, std::string const& subject, Date given) const {
  std::optional<Date> earliest;
  auto const rules = matters_.rules.find(request);
  if (rules == matters_.rules.end()) return earliest;
  auto const closed = matters_.closed.find(subject);
  for (auto const& reference : rules->second) {
    auto const hash = reference.find('#');
    auto const* agreement = hash == std::string::npos ? nullptr : held_.find(reference.substr(0, hash));
    auto const* rule = agreement == nullptr ? nullptr : agreement->agreement.rule(reference.substr(hash + 1));
    if (rule == nullptr) continue;
    bool const by_case = rule->retention.from == "case-closed" || rule->retention.from == "referral-closed";
    if (by_case && closed == matters_.closed.end()) continue;
    auto const end = add(by_case ? std::max(given, closed->second) : given, rule->retention.period);
    earliest = earliest ? std::min(*earliest, end) : end;
  }
  return earliest;
}

Holds Reader::what_holds(std::string const& request, std::string const& subject, store::Row const& row) const {
  if (row.text(5) == "waiting") return Holds::answer;
  if (matters_.appealed.contains(request)) return Holds::appeal;
  if (row.text(6) == "emergency_disclose" && matters_.unreviewed.contains({row.string(4), subject})) return Holds::review;
  if (matters_.unsampled_requests.contains(request)) return Holds::sample;
  return Holds::nothing;
}

Result<void> Reader::look_at_ages(std::vector<Item>& items, store::Sql query, std::vector<std::string> const& agencies, std::string_view table, std::string_view column) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!age_decides(items[i])) continue;
    auto const sealed = hub_.database().query_one(query, [](store::Row const& row) { return row.bytes(0); }, items[i].id);
    if (!sealed) return fail(sealed);
    if (!*sealed) continue;
    auto const words = sharing::open_words(hub_, {table, column, items[i].id, agencies[i]}, **sealed);
    if (!words) {
      if (words.error().code.view() != "keys.erased") return fail(words);
      items[i].child = true;
      continue;
    }
    auto const& age = (*words)["question"].is_null() ? (*words)["age"] : (*words)["question"]["age"];
    items[i].child = age.is_integer() && age.integer() < 18;
  }
  return {};
}

Result<void> Reader::requests() {
  std::vector<Item> found;
  std::vector<std::string> disclosers;
  auto const read = hub_.database().query(sql::requests, [&](store::Row const& row) {
    Item item;
    item.kind = "request";
    item.id = row.string(0);
    item.subject = row.string(1);
    item.from = day_in(row.is_null(8) ? row.text(7) : row.text(8));
    if (row.text(5) == "given") item.agreed = agreed_end(item.id, item.subject, item.from);
    if (auto const decided = matters_.decided.find(item.id); decided != matters_.decided.end()) item.from = std::max(item.from, decided->second);
    item.child = child(item.subject);
    item.holds = what_holds(item.id, item.subject, row);
    item.keys = {key("sharing_request", item.id, row.text(2)), key("sharing_request", item.id, row.text(3))};
    disclosers.push_back(row.string(3));
    found.push_back(std::move(item));
  });
  if (!read) return fail(read);
  if (auto done = look_at_ages(found, sql::question, disclosers, "sharing_request", "question_sealed"); !done) return done;
  std::ranges::move(found, std::back_inserter(items_));
  return {};
}

Result<void> Reader::refusals() {
  return hub_.database().query(sql::refusals, [&](store::Row const& row) {
    Item item{"refusal", row.string(0), row.string(1), row.string(3), day_in(row.text(2))};
    item.child = child(item.subject);
    if (row.integer(4) > 0) item.holds = Holds::appeal;
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::appeals() {
  return hub_.database().query(sql::appeals, [&](store::Row const& row) {
    bool const open = row.is_null(3);
    Item item{"appeal", row.string(0), row.string(1), row.string(4), day_in(row.text(open ? 2 : 3))};
    item.child = child(item.subject);
    if (open) item.holds = Holds::appeal;
    item.keys = {key("appeal", item.id, row.text(5)), key("appeal", item.id, row.text(6))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::answers() {
  std::vector<Item> found;
  std::vector<std::string> agencies;
  auto const read = hub_.database().query(sql::answers, [&](store::Row const& row) {
    Item item{"may-i", row.string(0), {}, {}, day_in(row.text(2))};
    item.keys = {key("may_i", item.id, row.text(1))};
    agencies.push_back(row.string(1));
    found.push_back(std::move(item));
  });
  if (!read) return fail(read);
  if (auto done = look_at_ages(found, sql::answer, agencies, "may_i", "sealed"); !done) return done;
  std::ranges::move(found, std::back_inserter(items_));
  return {};
}

/// Those of a matter go together, from the last of them.
Result<void> Reader::facts() {
  std::map<std::string, Date> last;
  auto const first = items_.size();
  auto const read = hub_.database().query(sql::facts, [&](store::Row const& row) {
    Item item{"fact", row.string(0), {}, row.string(1), {}};
    item.child = child(item.subject);
    if (matters_.waiting.contains(item.subject)) item.holds = Holds::answer;
    item.keys = {key("fact_record", item.id, row.text(2))};
    auto& day = last[item.subject];
    day = std::max({day, day_in(row.text(3)), day_in(row.text(4))});
    items_.push_back(std::move(item));
  });
  if (!read) return fail(read);
  for (auto i = first; i < items_.size(); ++i) items_[i].from = last[items_[i].subject];
  return {};
}

Result<void> Reader::uses() {
  return hub_.database().query(sql::uses, [&](store::Row const& row) {
    Item item{"use", row.string(0), {}, {}, day_in(row.text(1))};
    if (matters_.unsampled.contains(item.id)) item.holds = Holds::sample;
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::glasses() {
  return hub_.database().query(sql::glasses, [&](store::Row const& row) {
    Item item{"glass", row.string(0), {}, row.string(3), day_in(row.text(4))};
    item.child = child(item.subject);
    if (matters_.unreviewed.contains({row.string(2), item.subject})) item.holds = Holds::review;
    item.keys = {key("break_glass", item.id, row.text(1))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::samples() {
  return hub_.database().query(sql::samples, [&](store::Row const& row) {
    Item item{"sample", row.string(0) + "|" + row.string(1), {}, {}, day_in(row.text(2))};
    item.keys = {key("audit_sample", row.text(1), row.text(0))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::decisions() {
  return hub_.database().query(sql::decisions, [&](store::Row const& row) {
    Item item{"decision", row.string(0), {}, {}, day_in(row.text(3))};
    for (int const column : {4, 5}) {
      if (!row.is_null(column)) item.from = std::max(item.from, day_in(row.text(column)));
    }
    if (row.text(2) == "waiting") item.holds = Holds::second_person;
    for (auto const& words : words_of_decision(item.id)) item.keys.push_back(key("link_decision", words, row.text(1)));
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::judgements() {
  return hub_.database().query(sql::judgements, [&](store::Row const& row) {
    Item item{"judgement", row.string(0), {}, {}, day_in(row.text(3))};
    if (!row.is_null(4)) item.from = std::min(item.from, day_in(row.text(4)));
    item.keys = {key("criteria_judgement", item.id, row.text(1))};
    if (!row.text(2).empty()) item.keys.push_back(key("criteria_judgement", item.id, row.text(2)));
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::commentaries() {
  return hub_.database().query(sql::commentaries, [&](store::Row const& row) {
    Item item{"commentary", row.string(0) + "|" + row.string(1), {}, {}, day_in(row.text(3))};
    if (!row.is_null(4)) item.from = std::max(item.from, day_in(row.text(4)));
    item.keys = {key("edition_text", row.text(5), row.text(2))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::acknowledgements() {
  return hub_.database().query(sql::acknowledged, [&](store::Row const& row) {
    auto const reference = row.string(0) + "@" + std::to_string(row.integer(1));
    auto const* agreement = held_.find(reference);
    // One that this hub reads no more permits nothing: it ended when the last of them was given, for all that is known.
    items_.push_back({"acknowledgement", reference, {}, {}, agreement == nullptr ? day_in(row.text(2)) : agreement->agreement.until});
  });
}

Result<void> Reader::drafts() {
  return hub_.database().query(sql::drafts, [&](store::Row const& row) {
    Item item{"draft", row.string(0), {}, {}, day_in(row.text(1))};
    for (int const column : {2, 3}) {
      if (!row.is_null(column)) item.from = std::max(item.from, day_in(row.text(column)));
    }
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::messages() {
  return hub_.database().query(sql::messages, [&](store::Row const& row) { items_.push_back({"message", std::to_string(row.integer(0)), {}, {}, day_in(row.text(1))}); });
}

Result<void> Reader::given() {
  return hub_.database().query(sql::given, [&](store::Row const& row) {
    Item item{"given", row.string(0), row.string(1), {}, day_in(row.text(3))};
    item.keys = {key("disclosure", item.id, row.text(2))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::disclosures() {
  return hub_.database().query(sql::disclosures, [&](store::Row const& row) {
    Item item{"disclosure", row.string(0), {}, {}, day_in(row.text(2))};
    if (row.integer(3) > 0) item.holds = Holds::answer;
    item.keys = {key("disclosure", item.id, row.text(1))};
    items_.push_back(std::move(item));
  });
}

Result<void> Reader::notices() {
  return hub_.database().query(sql::notices, [&](store::Row const& row) {
    bool const open = row.is_null(3);
    Item item{"notice", row.string(0), {}, row.string(4), day_in(row.text(open ? 2 : 3))};
    item.child = child(item.subject);
    if (open) item.holds = Holds::answer;
    item.keys = {key("disclosure_notice", item.id, row.text(1))};
    items_.push_back(std::move(item));
  });
}

/// What another file took the place of has no key any more; that it was sent, and by which post, goes on the day as well.
Result<void> Reader::monitorings() {
  return hub_.database().query(sql::monitorings, [&](store::Row const& row) {
    Item item{"monitoring", row.string(0), {}, {}, day_in(row.text(2))};
    item.keys = {key("equality_submission", item.id, row.text(1))};
    items_.push_back(std::move(item));
  });
}

/// A year each: its key lies in the folder of the keys, and what was sealed under it in the tables. A crash may have left the one
/// without the other.
Result<void> Reader::openings() {
  std::set<std::string> years;
  std::error_code error;
  for (std::filesystem::directory_iterator file{hub_.options().keys, error}, end; !error && file != end; file.increment(error)) {
    if (auto const year = year_of_openings(file->path().stem().string()); year && file->path().extension() == ".key") years.insert(*year);
  }
  auto const read = hub_.database().query(sql::oldest_opening, [&](store::Row const& row) {
    if (auto const year = year_of_openings(row.text(0))) years.insert(*year);
  });
  if (!read) return read;
  for (auto const& year : years) {
    auto const number = text::parse_integer(year);
    if (number) items_.push_back({"opening", year, {}, {}, std::chrono::year{static_cast<int>(*number) + 1} / 1 / 1});
  }
  return {};
}

}  // namespace

Result<std::vector<Item>> kept_items(Hub& hub, std::vector<catalogue::KeepingRule> const& rules) {
  auto matters = read_matters(hub);
  if (!matters) return fail(matters);
  auto held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return fail(held);
  return Reader{hub, rules, std::move(*matters), std::move(*held)}.read();
}

}  // namespace concordat::hub
