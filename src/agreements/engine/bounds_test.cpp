// SPDX-License-Identifier: Apache-2.0
// P18: over any bundle of up to 10,000 agreements a decision throws nothing, looks at no rule but those between the two
// agencies, allocates nothing once its room has grown, and is told in bounded words. Counted, never timed.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "agreements/engine/judgement.h"
#include "agreements/engine/testing.h"
#include "base/chance.h"

namespace {

/// Of this whole program; only differences are looked at.
std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> allocated_bytes{0};

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  allocated_bytes += size;
  if (auto* const place = std::malloc(size == 0 ? 1 : size)) return place;
  throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* place) noexcept { std::free(place); }
[[gnu::noinline]] void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace concordat::agreements {
namespace {

constexpr auto many = 10'000;
constexpr auto field_count = 60U;
constexpr auto questions = 2'000;

std::string field(std::uint64_t number) { return fmt::format("f.{}", number); }
std::string agency(std::uint64_t number) { return fmt::format("agency-{}", number); }

class Bounds : public ::testing::Test {
 protected:
  Bounds() {
    for (auto number = 0U; number < field_count; ++number) vocabulary_.add_field(field(number));
    for (auto const* const purpose : {"plan", "study"}) vocabulary_.add_purpose(purpose);
    vocabulary_.gateways["law"].forms = {Form::aggregate, Form::depersonalised, Form::pseudonymised, Form::personalised};
  }

  Words some_fields(std::uint64_t count) {
    Words out;
    while (out.size() < count) out.push_back({field(chance_.below(field_count))});
    return out;
  }

  void add_conditions(Conditions& conditions) {
    if (chance_.below(3) == 0) conditions.case_terms = CaseTerms{.type = "panel", .open = true, .requester_is_member = true, .subject_is_listed = true};
    if (chance_.below(3) == 0) conditions.consent = ConsentTerms{"subject-or-parent", "this-purpose", {.months = 6, .days = 0}};
    if (chance_.below(3) == 0) conditions.decision_recorded = DecisionTerms{"guardian", "discloser", {.months = 0, .days = 14}};
    if (chance_.below(3) == 0) conditions.concern = ConcernTerms{"joint", 3, {.months = 3, .days = 0}};
    if (chance_.below(3) == 0) conditions.time = TimeTerms{.from_minute = 480, .until_minute = 1080, .days = {"mon"}};
    if (chance_.below(3) == 0) conditions.approvals = ApprovalTerms{2, {"mentor"}, "discloser", {.months = 0, .days = 7}};
    if (chance_.below(3) == 0) conditions.trained = Training{"course", {.months = 12, .days = 0}};
    if (chance_.below(3) == 0) conditions.necessity = true;
  }

  Rule rule(std::uint64_t agencies) {
    Rule out;
    out.id = {"r"};
    out.disclosers = {{agency(chance_.below(agencies))}};
    out.recipients = {{agency(chance_.below(agencies))}};
    out.recipient_roles = {{"analyst"}};
    out.purposes = {{chance_.below(2) == 0 ? "plan" : "study"}};
    out.gateway = {"law"};
    out.form = static_cast<Form>(chance_.below(4));
    for (auto const& one : some_fields(1 + chance_.below(30))) out.items.push_back({one, Transform::value});
    if (chance_.below(2) == 0) add_conditions(out.conditions);
    out.retention.period = {.months = 12, .days = 0};
    return out;
  }

  /// Between so many agencies: 1 makes every rule a candidate of every question. One agreement in so many has a clause of
  /// each kind that stands above rules.
  void fill(std::uint64_t agencies, std::uint64_t one_in) {
    for (auto number = 0; number < many; ++number) {
      Agreement one;
      one.id = {fmt::format("isa.{}", number)};
      one.version = 1;
      one.status = Status::agreed;
      one.from = testing::day("2026-01-01");
      one.until = testing::day("2027-01-01");
      one.dpia = one.eia = Assessment{"A", testing::day("2025-12-01"), "lead"};
      one.rules = {rule(agencies)};
      if (chance_.below(one_in) == 0) one.must_go_together.push_back({.items = some_fields(1), .with = some_fields(1), .except_rules = {}, .why = "w"});
      if (chance_.below(one_in) == 0) one.never_together.push_back({.items = some_fields(2), .unless_form = Form::depersonalised, .why = "w"});
      if (chance_.below(one_in) == 0) one.prohibitions.push_back({.id = {"p"}, .any_purpose = true, .items = some_fields(1), .bulk_over = 5, .why = "w"});
      agreements_.push_back(std::move(one));
    }
    for (auto const& one : agreements_) held_.push_back({.agreement = &one, .signatures = SignatureState::complete});
    for (auto number = 0; number < questions; ++number) requests_.push_back(request(agencies));
  }

  Request request(std::uint64_t agencies) {
    Request out;
    out.asker = agency(chance_.below(agencies));
    out.roles = {"analyst"};
    out.discloser = agency(chance_.below(agencies));
    out.purpose = chance_.below(2) == 0 ? "plan" : "study";
    out.form = static_cast<Form>(chance_.below(4));
    for (auto const& one : some_fields(1 + chance_.below(20))) out.fields.push_back(one.text);
    if (chance_.below(10) == 0) out.fields.emplace_back("nobody.knows");
    out.areas = {"hill"};
    out.subjects = static_cast<std::int64_t>(chance_.below(8));
    out.necessity_stated = chance_.below(2) == 0;
    return out;
  }

  [[nodiscard]] static Facts facts() {
    auto const today = testing::day("2026-06-15");
    Facts out;
    out.today = today;
    out.minute = 600;
    out.trained = {{"course", today}};
    out.person.cases = {{.type = "panel", .open = true, .requester_is_member = true, .subject_is_listed = true}};
    out.person.consents = {{"subject", {"plan"}, today, false}, {"parent", {"study"}, today, true}};
    out.person.decisions = {{"guardian", agency(0), today, true}};
    out.person.concerns = {{"joint", 3, today}};
    out.approvals.emplace();
    for (auto number = 0; number < 20; ++number) out.approvals->push_back({std::to_string(number), "mentor", agency(0), today});
    return out;
  }

  [[nodiscard]] std::size_t rules_between(Request const& request) const {
    return static_cast<std::size_t>(std::count_if(agreements_.begin(), agreements_.end(), [&](Agreement const& one) {
      return contains(one.rules.front().disclosers, request.discloser) && contains(one.rules.front().recipients, request.asker);
    }));
  }

  Vocabulary vocabulary_ = {};
  std::vector<Agreement> agreements_ = {};
  std::vector<InForce> held_ = {};
  std::vector<Request> requests_ = {};
  SeededChance chance_{20261126};
};

TEST_F(Bounds, ADecisionLooksAtNoRuleButThoseBetweenTheTwoAgencies) {
  fill(20, 4);
  auto const bundle = Bundle::compile(held_, {}, vocabulary_);
  auto const known = facts();
  Judgement judgement;
  std::size_t looked = 0;
  for (std::size_t at = 0; at < 200; ++at) {
    bundle.judge(requests_[at], known, judgement);
    EXPECT_LE(judgement.candidates.size(), rules_between(requests_[at]));
    EXPECT_EQ(judgement.verdicts.size(), requests_[at].fields.size());
    EXPECT_LE(judgement.patterns.size(), 2 * requests_[at].fields.size());
    looked += judgement.candidates.size();
  }
  EXPECT_GT(looked, 1000U) << "the questions should meet rules";
}

TEST_F(Bounds, ADecisionAllocatesNothingOnceItsRoomHasGrown) {
  std::size_t permitted = 0;
  for (auto const& [agencies, one_in] : {std::pair{1U, 400U}, {20U, 400U}, {20U, 4U}, {1U, 4U}}) {
    agreements_.clear();
    held_.clear();
    requests_.clear();
    fill(agencies, one_in);
    auto const bundle = Bundle::compile(held_, {}, vocabulary_);
    auto const known = facts();
    auto const some = agencies == 1 ? std::size_t{100} : requests_.size();
    Judgement judgement;
    for (std::size_t at = 0; at < some; ++at) bundle.judge(requests_[at], known, judgement);
    auto const before = allocations.load();
    for (std::size_t at = 0; at < some; ++at) {
      bundle.judge(requests_[at], known, judgement);
      for (auto const& verdict : judgement.verdicts) permitted += verdict.permitted ? 1 : 0;
    }
    EXPECT_EQ(allocations.load() - before, 0U) << agencies << " agencies, a clause in one of " << one_in;
  }
  EXPECT_GT(permitted, 100U) << "the questions should not be hopeless";
}

TEST_F(Bounds, ADecisionIsToldInBoundedWordsHoweverManyAgreementsThereAre) {
  fill(1, 4);
  auto const bundle = Bundle::compile(held_, {}, vocabulary_);
  auto const known = facts();
  for (std::size_t at = 0; at < 100; ++at) {
    Judgement judgement;
    bundle.judge(requests_[at], known, judgement);
    auto const before = allocated_bytes.load();
    auto const decision = bundle.tell(requests_[at], known, judgement);
    EXPECT_LT(allocated_bytes.load() - before, requests_[at].fields.size() * 64 * 1024);
    EXPECT_EQ(decision.permits.size() + decision.refusals.size(), requests_[at].fields.size());
    for (auto const& refusal : decision.refusals) {
      EXPECT_LE(refusal.remedies.size(), 40U);
      EXPECT_LT(refusal.why.size(), 4096U);
    }
  }
}

}  // namespace
}  // namespace concordat::agreements
