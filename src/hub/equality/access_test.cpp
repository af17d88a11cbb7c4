// SPDX-License-Identifier: Apache-2.0
// S82: decision makers are refused the report, and nobody reads a count that was sent, whatever they ask and wherever it lies.
#include <fstream>
#include <iterator>

#include "catalogue/catalogue.h"
#include "hub/equality/equality_test_tools.h"
#include "store/dump.h"
#include "store/migrate.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// With a member of each role there is.
class EqualityAccess : public EqualityTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    std::string members;
    for (auto const& role : roles()) members += fmt::format("    - {{id: one.{}, agency: northshire-csp, roles: [{}], trained: []}}\n", role, role);
    return replaced(EqualityTest::partnership(), "  feeds:\n", members + "  feeds:\n");
  }
  static std::vector<std::string> roles() {
    auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
    std::vector<std::string> all;
    for (auto const& role : loaded.catalogue.definitions().member_roles) all.push_back(role.id);
    return all;
  }
  /// Every way in and out of this module, as one member tries it.
  [[nodiscard]] std::vector<Problem> tries(Member const& who) {
    std::vector<Problem> refused;
    auto const note = [&](auto const& result) {
      if (!result) refused.push_back(result.error());
    };
    note(submit_monitoring(hub(), who, file_of(by_sex(60, 40))));
    note(make_equality_report(hub(), who, "2026-Q3"));
    note(read_equality_report(hub(), who, "2026-Q3"));
    note(list_monitoring(hub(), who));
    return refused;
  }
};
CONCORDAT_ON_BOTH_STORES(EqualityAccess);

TEST_P(EqualityAccess, IsRefusedToEveryRoleThatDecidesWithReasonAndRemedy) {
  sent("otto", by_sex(73'519, 61'843));
  ASSERT_EQ(code_of(make("otto")), "fine");
  ASSERT_GT(roles().size(), 14U);
  for (auto const& role : roles()) {
    bool const officer = role == "equality-monitoring-officer";
    bool const lead = role == "information-governance-lead" || role == "strategic-lead";
    if (officer) continue;
    auto const before = leaves().size();
    auto const refused = tries(member("one." + role));
    EXPECT_EQ(refused.size(), lead ? 2U : 4U) << role << (lead ? ": reads, and neither sends nor makes" : "");
    for (auto const& problem : refused) {
      EXPECT_EQ(problem.code.view(), "equality.not-yours") << role;
      EXPECT_EQ(problem.fault, Fault::refused) << role;
      EXPECT_FALSE(problem.title.empty() || problem.remedy.empty()) << role;
    }
    auto const entries = leaves();
    EXPECT_EQ(entries.size(), before + 4) << role << ": each is an entry";
    EXPECT_EQ(std::ranges::count_if(std::span{entries}.subspan(before), [](auto const& leaf) { return leaf.verdict == ledger::Verdict::refuse; }), static_cast<long>(refused.size())) << role;
  }
}

TEST_P(EqualityAccess, IsRefusedToWhoeverHasAnotherRoleOrPostBesides) {
  sent("erika", by_sex(60, 40));
  ASSERT_EQ(code_of(make()), "fine");
  EXPECT_EQ(code_of(read("lara")), "equality.other-role") << "a lead who is a practitioner too";
  EXPECT_EQ(code_of(list_monitoring(hub(), member("lara"))), "equality.other-role");
  auto both = member("erika");
  both.roles.emplace_back("analyst");
  EXPECT_EQ(code_of(submit_monitoring(hub(), both, file_of(by_sex(60, 40)))), "equality.other-role") << "whatever the partnership file says";
  both = member("erika");
  both.active = false;
  EXPECT_EQ(code_of(read_equality_report(hub(), both, "2026-Q3")), "equality.not-yours");
  one_account("erika", "emil");
  EXPECT_EQ(code_of(read("erika")), "equality.other-post") << "a mentor in another post";
  EXPECT_EQ(code_of(make("erika", "2026-Q2")), "equality.other-post");
  EXPECT_THAT(leaves().back().why, ElementsAre("equality.other-post"));
  EXPECT_EQ(code_of(read("otto")), "fine");
}

class Gathered final : public store::DumpSink {
 public:
  Result<void> write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

/// Distinct counts, so that each would be found; large, so that they would be shown if anything were.
TEST_P(EqualityAccess, LeavesNoCountThatWasSentReadableAnywhere) {
  sent("erika", by_sex(73'519, 61'843));
  sent("erika", by_sex(73'517, 61'841));
  sent("otto", by_sex(52'414, 31'205));
  auto const report = make();
  ASSERT_EQ(code_of(report), "fine");
  std::vector<std::string> const raw{"73519", "61843", "73517", "61841", "52414", "125931", "31205", "93046", "referrals-made,2026"};
  ASSERT_THAT(report->bytes, HasSubstr("125930")) << "rounded";
  auto const is_in = [&](std::string_view text) { return std::ranges::any_of(raw, [&](auto const& one) { return text.find(one) != std::string_view::npos; }); };
  EXPECT_FALSE(is_in(report->bytes));
  Gathered dump;
  {
    auto transaction = store::Transaction::read(hub().database());
    ASSERT_EQ(code_of(transaction), "fine");
    ASSERT_EQ(code_of(store::write_dump(*transaction, store::Schema::hub, dump)), "fine");
  }
  ASSERT_TRUE(dump.text.find("125930") != std::string::npos) << "what a backup is made of has the report";
  EXPECT_FALSE(is_in(dump.text)) << "of a backup, which is a dump that was sealed";
  for (auto const& entry : leaves()) {
    auto const text = ledger::write_leaf(entry);
    ASSERT_TRUE(text);
    EXPECT_FALSE(is_in(*text));
    EXPECT_THAT(*text, Not(HasSubstr("female")));
  }
  hub_.reset();
  std::size_t searched = 0;
  for (auto const& entry : fs::recursive_directory_iterator{folder().path()}) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file{entry.path(), std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
    ++searched;
    EXPECT_FALSE(is_in(bytes)) << entry.path();
  }
  EXPECT_GT(searched, 5U);
}

}  // namespace
}  // namespace concordat::hub::proving
