// SPDX-License-Identifier: Apache-2.0
// The disclosure-control report of a release: with each of them, the same for the same, and never more than was published.
#include <gtest/gtest.h>

#include <array>

#include "hub/hub_test_tools.h"
#include "hub/release/control.h"
#include "hub/release/filter.h"
#include "hub/release/reading.h"
#include "hub/release/tables.h"

namespace concordat::hub::proving {
namespace {

class ControlReports : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "  synthetic: true\n", fmt::format("  synthetic: true\n  smallest_group: {}\n", smallest_group_));
  }
  void begin_again(int smallest_group) {
    smallest_group_ = smallest_group;
    put(folder() / "partnership.yaml", partnership());
    ASSERT_EQ(code_of(init()), "fine");
    open_it();
  }
  /// Of the report of a release: what is said under that name, one after the other.
  [[nodiscard]] static std::string said(Release const& made, std::string_view list, std::string_view what) {
    auto const json = Json::parse(content_of(made, control_json));
    EXPECT_TRUE(json);
    std::string all;
    for (auto const& line : (*json)[list].array()) {
      if (line["what"].string().starts_with(what)) all += (all.empty() ? "" : "; ") + line["result"].string();
    }
    return all;
  }
  /// Both sources over a quarter; the second area has `few` reports of the police in each of its months.
  void take_in_with(int few) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {14, few, 6, 0}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {2, 3}}));
    }
  }
  int smallest_group_ = 8;
};
CONCORDAT_ON_BOTH_STORES(ControlReports);

/// The number of a release is of chance.
std::string without_id(std::string text, std::string_view id) {
  for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
  return text;
}

bool stands_in(std::string_view text, std::string_view number) {
  auto const is_word = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (auto at = text.find(number); at != std::string_view::npos; at = text.find(number, at + 1)) {
    auto const end = at + number.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

TEST_P(ControlReports, ComeWithEachTableAndAreProvedLikeItsFiles) {
  take_in_a_quarter();
  agree_on_figures();
  auto const member = *hub().member("anna");
  for (auto const& table : release_tables()) {
    auto const answer = release(hub(), {csp_request(std::string{table.id.view()}), {}});
    if (!answer || !std::holds_alternative<Release>(*answer)) continue;  // what needs an earlier quarter, or counts by month
    auto const& made = std::get<Release>(*answer);
    for (auto const name : {control_page, control_json}) {
      auto const content = content_of(made, name);
      auto const proof = prove_file(hub(), content);
      ASSERT_EQ(code_of(proof), "fine") << table.id.view();
      EXPECT_EQ(proof->name, name);
    }
    EXPECT_EQ(said(made, "release", "Released to"), "Northshire Community Safety Partnership");
    EXPECT_EQ(said(made, "release", "Agreement"), "isa.northshire.ed@1#figures; isa.northshire.police@1#figures") << table.id.view();
    EXPECT_EQ(said(made, "attacks", "Totals"), "nothing: every total is the sum of the numbers shown") << table.id.view();
    for (auto const* attack : {"Range of each hidden cell", "Laid beside all"}) {
      EXPECT_EQ(said(made, "attacks", attack).find("too closely"), std::string::npos) << table.id.view() << ": " << said(made, "attacks", attack);
    }
    EXPECT_EQ(said(made, "attacks", "Laid beside").find("are of different reports"), std::string::npos) << table.id.view() << said(made, "attacks", "Laid beside");
    auto const again = reopen_release(hub(), *member, "analyst", made.id());
    ASSERT_EQ(code_of(again), "fine");
    EXPECT_EQ(content_of(std::get<Release>(*again), control_json), content_of(made, control_json)) << "the same for the same release";
  }
}

TEST_P(ControlReports, SayWhatWasHiddenAndWhatIsLeftOfIt) {
  take_in_with(1);
  agree_on_figures();
  auto const table = release_of(csp_request("violence-by-area"));
  EXPECT_EQ(said(table, "done", "Smallest group"), "8 reports: the least that holds everywhere");
  EXPECT_EQ(said(table, "done", "Cells with counts"), "4: 2 show a number, 1 are 0, 0 are not available") << content_of(table, "violence-by-area.csv");
  EXPECT_EQ(said(table, "done", "Cells hidden"), "1, each because it is small; none had to be hidden to guard another, because totals add up the numbers shown");
  EXPECT_EQ(said(table, "done", "Smallest number shown"), "25");
  EXPECT_EQ(said(table, "attacks", "Range of each hidden cell"), "none told: the one that is narrowed most may still be any of 7 numbers");
  EXPECT_EQ(said(table, "attacks", "Laid beside").substr(0, 34), "0 earlier releases with counts. Ot");
  auto const rates = release_of(csp_request("violence-rates"));
  EXPECT_NE(said(rates, "attacks", "Laid beside").find("1 earlier release with counts. Other figures speak of 1 of the 1 hidden cells; none told"), std::string::npos) << said(rates, "attacks", "Laid beside");
}

class AnotherHub : public ControlReports {
 public:
  using ControlReports::SetUp;
  void TestBody() override {}
  std::vector<Release> releases_with(int few) {
    take_in_with(few);
    agree_on_figures();
    std::vector<Release> all;
    for (auto const* name : {"violence-by-area", "violence-by-hour", "violence-hotspots", "violence-map", "violence-funnel"}) all.push_back(release_of(csp_request(name)));
    return all;
  }
};

TEST_P(ControlReports, AreTheSameWhateverTheHiddenNumbersAre) {
  // Two hubs that publish the same and hide different numbers: whoever reads the reports cannot tell them apart.
  std::array<std::string, 2> pages;
  std::array<std::string, 2> figures;
  for (std::size_t number = 0; number < 2; ++number) {
    AnotherHub other;
    other.SetUp();
    for (auto const& made : other.releases_with(number == 0 ? 1 : 2)) {
      for (auto const& file : made.files()) {
        if (file.name == "violence-by-area.csv") figures[number] += without_id(file.content, made.id());
      }
      for (auto const page : {control_page, control_json}) pages[number] += without_id(content_of(made, page), made.id());
    }
  }
  ASSERT_EQ(figures[0], figures[1]) << "else it proves nothing";
  EXPECT_NE(figures[0].find(",*"), std::string::npos) << "else it proves nothing";
  EXPECT_EQ(pages[0], pages[1]);
}

TEST_P(ControlReports, HoldNoHiddenNumberInAnyForm) {
  begin_again(60);
  take_in_with(17);  // 51 in the quarter, by the second area; 27 by the third
  agree_on_figures();
  auto const made = release_of(csp_request("violence-picture"));
  EXPECT_EQ(said(made, "done", "Smallest group"), "60 reports: stricter than everywhere, as an agreement or this hub asks");
  ASSERT_NE(content_of(made, "violence-by-area.csv").find(",*"), std::string::npos);
  for (auto const name : {control_page, control_json}) {
    for (auto const* number : {"51", "27"}) EXPECT_FALSE(stands_in(content_of(made, name), number)) << name << ' ' << number;
  }
}

TEST_P(ControlReports, AreReadAsTheyWereMadeAndOfARefusalAreItsReasons) {
  take_in_a_quarter();
  agree_on_figures();
  auto const member = *hub().member("anna");
  auto const made = release_of(csp_request());
  auto const seen = control_report(hub(), *member, "analyst", made.id());
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(render::html_of(std::get<render::DisclosureReport>(*seen)), content_of(made, control_page));
  EXPECT_EQ(leaves().back().event, ledger::Event::access);

  auto barred = csp_request();
  barred.purpose = "immigration-enforcement";
  auto const refused = release(hub(), {barred, {}});
  ASSERT_TRUE(refused && std::holds_alternative<Refusal>(*refused));
  auto const why = control_report(hub(), *member, "analyst", std::get<Refusal>(*refused).id);
  ASSERT_EQ(code_of(why), "fine");
  auto const words = render::text_of(std::get<render::DisclosureReport>(*why));
  EXPECT_NE(words.find("Nothing was released"), std::string::npos) << words;
  EXPECT_NE(words.find("Refused with R03"), std::string::npos) << words;
  EXPECT_EQ(leaves().back().event, ledger::Event::access);

  auto const another = *hub().member("bert");
  EXPECT_EQ(code_of(control_report(hub(), *another, "analyst", made.id())), "release.unknown");
  EXPECT_EQ(code_of(control_report(hub(), *another, "analyst", std::get<Refusal>(*refused).id)), "release.unknown") << "another agency's";
  EXPECT_EQ(code_of(control_report(hub(), *member, "analyst", "none")), "release.unknown");

  auto files = made.files();
  std::erase_if(files, [](ReleaseFile const& file) { return file.name == control_json; });
  EXPECT_EQ(code_of(control_report_in(files)), "release.no-report") << "as of one from before there were reports";
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'disclosure-control.json'"));
  EXPECT_EQ(code_of(control_report(hub(), *member, "analyst", made.id())), "release.file-not-in-ledger") << "its entry says that it had one";
}

TEST_P(ControlReports, LayPartsBesideTheWhole) {
  Terms police;
  auto ed = ed_terms();
  for (auto const* count : {".count_by_category", ".count_by_method", ".count_by_age_band"}) {
    police.fields.push_back(std::string{"police"} + count);
    ed.fields.push_back(std::string{"istv"} + count);
  }
  bring_into_force(agreement_text(police));
  bring_into_force(agreement_text(ed));
  take_in_a_quarter();
  (void)release_of(csp_request());
  for (auto const& filter : hub().catalogue().definitions().look_filters) {
    if (!takes_part(TableKind::area_quarter, filter.by)) continue;
    for (auto const& part : filter.parts) {
      auto request = csp_request();
      request.part = part.id;
      auto const made = release_of(request);
      EXPECT_EQ(said(made, "attacks", "Laid beside").find("too closely"), std::string::npos) << part.id << ": " << said(made, "attacks", "Laid beside");
      EXPECT_EQ(said(made, "attacks", "Laid beside").find("different reports"), std::string::npos) << part.id << ": " << said(made, "attacks", "Laid beside");
      EXPECT_NE(said(made, "attacks", "Laid beside").find("earlier release"), std::string::npos);
    }
  }
}

TEST_P(ControlReports, FindFiguresThatAStricterRuleCameTooLateFor) {
  // 10 was shown, and then everything below 60 is hidden: whoever kept the first table still has it.
  take_in_a_quarter();
  agree_on_figures();
  (void)release_of(csp_request("violence-by-area"));
  begin_again(200);
  auto const made = release_of(csp_request("violence-by-area"));
  ASSERT_NE(content_of(made, "violence-by-area.csv").find(",*"), std::string::npos);
  EXPECT_NE(said(made, "attacks", "Laid beside").find("told too closely"), std::string::npos) << said(made, "attacks", "Laid beside");
  EXPECT_EQ(said(made, "attacks", "Range of each hidden").find("too closely"), std::string::npos);
}

}  // namespace
}  // namespace concordat::hub::proving
