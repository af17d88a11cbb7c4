// SPDX-License-Identifier: Apache-2.0
// Editions on both stores: figures through the gate, words sealed, signed off by another person.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "hub/hub_test_tools.h"
#include "hub/keeping/keeping.h"
#include "hub/products/annex.h"
#include "hub/products/edition_control.h"
#include "hub/products/editions.h"
#include "hub/products/works.h"
#include "hub/quarters/revising.h"
#include "hub/release/reading.h"
#include "hub/words_key.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;

class Editions : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  [[nodiscard]] std::string partnership() const override {
    auto text = replaced(std::string{partnership_yaml}, "    - {id: emil,",
                         "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: lars, agency: northshire-csp, roles: [analyst, strategic-lead], trained: []}\n"
                         "    - {id: emil,");
    return text;
  }
  [[nodiscard]] Editor editor(std::string const& member, std::string role = "analyst") {
    auto const found = hub().member(member);
    return {**found, std::move(role)};
  }
  void agree(std::string const& role = "analyst, strategic-lead") {
    Terms police;
    police.role = role;
    auto ed = ed_terms();
    ed.role = role;
    bring_into_force(agreement_text(police));
    bring_into_force(agreement_text(ed));
  }
  [[nodiscard]] NewEdition brief() const { return {"hotspot-brief", "violence-hotspot-analysis", {}}; }
  [[nodiscard]] std::string opened() {
    auto const id = open_edition(hub(), editor("anna"), brief());
    EXPECT_EQ(code_of(id), "fine");
    return id.value_or(std::string{});
  }
  void write_all(std::string const& id, std::string const& member = "anna") {
    for (auto const* section : {"where", "when"}) EXPECT_EQ(code_of(write_commentary(hub(), editor(member), id, section, "The north end, on Friday nights.")), "fine");
  }
  [[nodiscard]] std::string code_of_signing(std::string const& id, std::string const& member, std::string role = "strategic-lead") { return code_of(sign_off(hub(), editor(member, std::move(role)), id)); }
  [[nodiscard]] std::string writing_of(std::string const& id, std::string const& section) {
    auto const found = hub().database().query_one("SELECT writing FROM edition_text WHERE edition = ? AND section = ?", [](store::Row const& row) { return row.string(0); }, id, section);
    return found ? found->value_or(std::string{}) : std::string{};
  }
  /// Whether the key of that writing is still there.
  [[nodiscard]] std::string key_of(std::string const& writing) {
    return code_of(hub().vault().key_beside({words_key(hub(), "edition_text", writing, "northshire-csp"), hub().agency("northshire-csp")->number, 1}, "words"));
  }
  static EditionFigure const& figure(Edition const& edition, std::string_view table) { return *std::ranges::find(edition.figures, table, &EditionFigure::table); }
};
CONCORDAT_ON_BOTH_STORES(Editions);

TEST_P(Editions, HoldTheirFiguresAsTheyWereReleased) {  // M32
  agree();
  auto const id = opened();
  auto const seen = see_edition(hub(), editor("anna"), id);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(seen->row.number, 1);
  EXPECT_EQ(seen->row.title, "Hotspot brief for neighbourhoods");
  EXPECT_FALSE(seen->compared_with);
  auto const& hotspots = figure(*seen, "violence-hotspots");
  ASSERT_FALSE(hotspots.files.empty());
  for (auto const& file : hotspots.files) EXPECT_EQ(code_of(prove_file(hub(), file.content)), "fine") << file.name;
  EXPECT_EQ(leaves().at(hotspots.ledger_index).event, ledger::Event::disclose);
  auto const& change = figure(*seen, "violence-change");  // there is one quarter only
  EXPECT_TRUE(change.files.empty());
  EXPECT_EQ(change.reason, "release.no-earlier-quarter");
  EXPECT_FALSE(change.why.empty() || change.remedy.empty());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Editions, HaveOneDisclosureControlReportOfAllTheirFigures) {
  agree();
  auto const id = opened();
  auto const seen = see_edition(hub(), editor("anna"), id);
  ASSERT_EQ(code_of(seen), "fine");
  auto const report = control_report_of(*seen);
  auto const words = render::text_of(report);
  EXPECT_THAT(words, HasSubstr("Disclosure control: Hotspot brief for neighbourhoods, edition 1\n"));
  auto const& hotspots = figure(*seen, "violence-hotspots");
  EXPECT_THAT(words, HasSubstr(fmt::format("{}: release {}, ledger index {}\n", hotspots.title, hotspots.release, hotspots.ledger_index)));
  EXPECT_THAT(words, HasSubstr("Smallest group: 8 reports")) << "what is the same for all stands once";
  EXPECT_THAT(words, HasSubstr("Totals against what is hidden: nothing"));
  EXPECT_THAT(words, HasSubstr(fmt::format("{} is not in the edition: ", figure(*seen, "violence-change").title)));
  EXPECT_THAT(words, ::testing::Not(HasSubstr("too closely")));
  EXPECT_EQ(render::text_of(control_report_of(*see_edition(hub(), editor("anna"), id))), words) << "the same for the same edition";
}

TEST_P(Editions, GiveTheSameFiguresForTheSameData) {
  agree();
  auto const first = see_edition(hub(), editor("anna"), opened());
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  auto const second = see_edition(hub(), editor("anna"), opened());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->row.number, 2);
  for (auto const* table : {"violence-hotspots", "violence-patterns"}) EXPECT_EQ(figure(*first, table).release, figure(*second, table).release) << table;
}

TEST_P(Editions, AreRefusedTheirFiguresByTheSameGate) {  // P17
  auto const id = opened();  // nothing is agreed
  auto const seen = see_edition(hub(), editor("anna"), id);
  ASSERT_EQ(code_of(seen), "fine");
  for (auto const& one : seen->figures) {
    EXPECT_TRUE(one.files.empty()) << one.table;
    EXPECT_EQ(one.reason, "refused") << one.table;
  }
  agree();
  ASSERT_EQ(code_of(refresh_edition(hub(), editor("anna"), id)), "fine");
  auto const agreed = see_edition(hub(), editor("anna"), id);
  EXPECT_FALSE(figure(*agreed, "violence-hotspots").files.empty());
}

TEST_P(Editions, LoseTheirFiguresWithTheAgreement) {
  agree();
  auto const id = opened();
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.ed@1", AgreementChange::suspend, "greta", "For this test")), "fine");
  auto const seen = see_edition(hub(), editor("anna"), id);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_TRUE(figure(*seen, "violence-hotspots").files.empty());
  EXPECT_EQ(figure(*seen, "violence-hotspots").reason, "refused");
  EXPECT_FALSE(figure(*seen, "violence-hotspots").refused.empty());
  write_all(id);
  EXPECT_EQ(code_of_signing(id, "lena"), "edition.figures-stale");
}

TEST_P(Editions, KeepWhatWasWrittenSealedAndShowIt) {
  agree();
  auto const id = opened();
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "  Zanzibar Street stays hot.  ")), "fine");
  auto const seen = see_edition(hub(), editor("fritz"), id);
  auto const& where = seen->sections.front();
  EXPECT_EQ(where.words, "Zanzibar Street stays hot.");
  EXPECT_EQ(where.written_by, "anna");
  int rows = 0;
  ASSERT_TRUE(hub().database().query("SELECT words_sealed FROM edition_text", [&](store::Row const& row) {
    ++rows;
    EXPECT_EQ(std::string{crypto::text_of(row.blob(0))}.find("Zanzibar"), std::string::npos);
  }));
  EXPECT_EQ(rows, 1);
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", " ")), "fine");
  EXPECT_TRUE(see_edition(hub(), editor("anna"), id)->sections.front().words.empty());
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "nowhere", "x")), "edition.no-section");
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "basis", "x")), "edition.no-section") << "nobody writes where the hub does";
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", std::string(longest_commentary + 1, 'x'))), "edition.words");
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "\xff")), "edition.words");
}

TEST_P(Editions, LoseNothingWhereTwoWriteAtOnce) {
  agree();
  auto const id = opened();
  auto const where = [&] { return see_edition(hub(), editor("anna"), id)->sections.front(); };
  auto const read = where().writing;
  EXPECT_TRUE(read.empty()) << "nobody wrote yet";
  ASSERT_EQ(code_of(write_commentary(hub(), editor("fritz"), id, "where", "The market.", read)), "fine");
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "The station.", read)), "edition.text-changed");
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "", read)), "edition.text-changed") << "taken away unread";
  EXPECT_EQ(where().words, "The market.");
  EXPECT_EQ(where().written_by, "fritz");
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "when", "On Fridays.", "")), "fine") << "another section";
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "The market and the station.", where().writing)), "fine");
}

TEST_P(Editions, AreListedAsSignedWhereTheLedgerSaysSo) {
  agree();
  auto const id = opened();
  write_all(id);
  ASSERT_EQ(code_of_signing(id, "lena"), "fine");
  auto const listed = [&] { return editions(hub(), editor("anna"))->front().as_entered; };
  EXPECT_TRUE(listed());
  ASSERT_EQ(code_of(hub().database().execute("UPDATE edition SET signed_by = 'lars'")), "fine");
  EXPECT_FALSE(listed());
}

TEST_P(Editions, AreSignedByAnotherPersonInTheRoleAndThenStayAsTheyAre) {
  agree();
  auto const id = opened();
  EXPECT_EQ(code_of_signing(id, "lena"), "edition.section-empty");
  write_all(id, "lars");
  EXPECT_EQ(code_of_signing(id, "fritz", "analyst"), "edition.not-your-role");
  EXPECT_EQ(code_of_signing(id, "lars"), "edition.own-work");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(leaves().back().why.front(), "edition.own-work");
  auto const index = sign_off(hub(), editor("lena", "strategic-lead"), id);
  ASSERT_EQ(code_of(index), "fine");
  EXPECT_EQ(leaves().at(*index).fields, (std::vector<std::string>{"edition-signed", "hotspot-brief"}));
  auto const seen = see_edition(hub(), editor("anna"), id);
  EXPECT_EQ(seen->row.signed_by, "lena");
  EXPECT_EQ(seen->row.ledger_index, *index);
  EXPECT_EQ(seen->row.content_hash.size(), 64U);
  EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "x")), "edition.signed");
  EXPECT_EQ(code_of(refresh_edition(hub(), editor("anna"), id)), "edition.signed");
  EXPECT_EQ(code_of(discard_edition(hub(), editor("anna"), id)), "edition.signed");
  EXPECT_EQ(code_of_signing(id, "lena"), "edition.signed");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Editions, AreNotSignedByAnybodyWhoEverWroteInThem) {
  agree();
  auto const id = opened();
  ASSERT_EQ(code_of(write_commentary(hub(), editor("lena", "strategic-lead"), id, "where", "The market.")), "fine");
  write_all(id);  // another writes over it
  EXPECT_EQ(code_of_signing(id, "lena"), "edition.own-work");
  auto const other = opened();
  write_all(other);
  ASSERT_EQ(code_of(refresh_edition(hub(), editor("lena", "strategic-lead"), other)), "fine");
  EXPECT_EQ(code_of_signing(other, "lena"), "edition.own-work") << "who chose its figures";
  EXPECT_EQ(code_of_signing(other, "lars", "analyst"), "fine") << "somebody with both roles signs in the one that signs";
}

TEST_P(Editions, DestroyTheKeyOfWhatIsWrittenAnewTakenAwayOrThrownAway) {
  agree();
  auto const id = opened();
  std::vector<std::string> writings;
  for (auto const* words : {"First.", "Second."}) {
    ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", words)), "fine");
    writings.push_back(writing_of(id, "where"));
  }
  EXPECT_EQ(key_of(writings[0]), "keys.erased");
  EXPECT_EQ(key_of(writings[1]), "fine");
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "")), "fine");
  EXPECT_EQ(key_of(writings[1]), "keys.erased");
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "Third.")), "fine");
  auto const last = writing_of(id, "where");
  ASSERT_EQ(code_of(discard_edition(hub(), editor("anna"), id)), "fine");
  EXPECT_EQ(key_of(last), "keys.erased");
}

TEST_P(Editions, AreSignedAsTheyWereRead) {
  agree();
  auto const id = opened();
  write_all(id);
  auto const read = see_edition(hub(), editor("lena", "strategic-lead"), id)->row.version;
  ASSERT_EQ(code_of(write_commentary(hub(), editor("fritz"), id, "when", "On every night.")), "fine");
  EXPECT_EQ(code_of(sign_off(hub(), editor("lena", "strategic-lead"), id, {.version = read})), "edition.changed");
  EXPECT_FALSE(see_edition(hub(), editor("anna"), id)->row.is_signed());
  EXPECT_EQ(code_of(sign_off(hub(), editor("lena", "strategic-lead"), id, {.version = read + 1})), "fine");
}

TEST_P(Editions, SayWhereWhatTheyRestOnCannotBeRead) {
  agree();
  auto const id = opened();
  ASSERT_TRUE(hub().database().execute("UPDATE edition SET definition = '{}'"));
  EXPECT_EQ(code_of(see_edition(hub(), editor("anna"), id)), "edition.definition");
  EXPECT_EQ(code_of(refresh_edition(hub(), editor("anna"), id)), "edition.definition");
  EXPECT_EQ(code_of(unit_costs_of(hub())), "fine");
  fs::remove(folder() / "definitions" / "unit_costs.csv");
  EXPECT_EQ(code_of(unit_costs_of(hub())), "product.costs-unreadable");
}

TEST_P(Editions, AreBelievedToBeSignedByTheLedgerAlone) {
  agree();
  auto const id = opened();
  write_all(id);
  auto const code = [&] { return code_of(see_edition(hub(), editor("anna"), id)); };
  auto const run = [&](store::Sql statement) { ASSERT_EQ(code_of(hub().database().execute(statement)), "fine"); };
  run("UPDATE edition SET signed_by = 'lena', signed_at = '2026-11-21T10:00:00.000Z', content_hash = '0000000000000000000000000000000000000000000000000000000000000000', signed_leaf = 3, parts = '{}'");
  EXPECT_EQ(code(), "edition.not-as-signed") << "nobody signed it";
  run("UPDATE edition SET signed_by = NULL, signed_at = NULL, content_hash = NULL, signed_leaf = NULL, parts = NULL");
  ASSERT_EQ(code_of_signing(id, "lena"), "fine");
  EXPECT_EQ(code(), "fine");
  run("UPDATE edition SET signed_by = 'lars'");
  EXPECT_EQ(code(), "edition.not-as-signed") << "another signed it";
  run("UPDATE edition SET signed_by = 'lena'");
  EXPECT_EQ(code(), "fine");
  run("UPDATE edition_figure SET release = NULL, reason = 'refused' WHERE place = 0");
  EXPECT_EQ(code(), "edition.not-as-signed") << "a figure was taken out";
}

TEST_P(Editions, AreNotSignedByASecondPostOfTheirWriter) {
  agree();
  auto const id = opened();
  write_all(id);
  one_account("anna", "lena");
  EXPECT_EQ(code_of_signing(id, "lena"), "edition.own-work");
}

TEST_P(Editions, SayWhereWordsMayTellWhoSomebodyIs) {
  agree();
  auto const id = opened();
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "Ask Sarah Smith, born 3 July 2009.")), "fine");
  auto const found = [&] { return see_edition(hub(), editor("anna"), id)->sections.front().found; };
  EXPECT_EQ(found(), (std::vector{IdentifierKind::full_date, IdentifierKind::name}));
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, "where", "The north end of Victoria Road.")), "fine");
  EXPECT_TRUE(found().empty());
}

TEST_P(Editions, OfPeopleWhoComeToHarmAreNotSignedWithWordsThatTellWhoSomebodyIs) {  // S01
  agree();
  auto const id = open_edition(hub(), editor("anna"), {"problem-profile-women-girls", "strategic-assessment", {}});
  ASSERT_EQ(code_of(id), "fine");
  for (auto const* section : {"harm", "unheard", "support"}) ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, section, "Told to advocates.")), "fine");
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, "unheard", "As Sarah Smith said.")), "fine");
  EXPECT_EQ(code_of_signing(*id, "lena"), "edition.tells-who");
  EXPECT_FALSE(see_edition(hub(), editor("anna"), *id)->row.is_signed());
  // Another product is signed with the same words: whoever signs has read them, and the page marks them.
  auto const brief_id = opened();
  write_all(brief_id);
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), brief_id, "where", "As Sarah Smith said.")), "fine");
  EXPECT_EQ(code_of_signing(brief_id, "lena"), "fine");
  // Where names cannot be checked, it is not known.
  auto const names = folder() / "definitions" / "linkage" / "common_names.yaml";
  auto const text = read_file(names, std::uint64_t{4} << 20);
  ASSERT_TRUE(text);
  fs::remove(names);
  EXPECT_EQ(code_of_signing(*id, "lena"), "public.no-names");
  put(names, *text);
  ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, "unheard", "As advocates say.")), "fine");
  EXPECT_EQ(code_of_signing(*id, "lena"), "fine");
}

TEST_P(Editions, TellWhatChangedSinceTheLastThatWasSigned) {
  agree();
  auto const first = opened();
  write_all(first);
  ASSERT_EQ(code_of_signing(first, "lena"), "fine");
  take_in("police-incidents", police_month("2026-09", {40, 2, 6, 0}));  // in place of the fourteen of that month
  EXPECT_TRUE(see_edition(hub(), editor("anna"), opened())->changes.empty()) << "what comes later does not count";
  clock_.set(*parse_instant("2027-01-11T10:00:00Z"));
  ASSERT_EQ(code_of(propose_revision(hub(), **hub().member("anna"), "2026-Q3", RevisionReason::wrong_reports, *sources_of_violence(hub()))), "fine");
  ASSERT_EQ(code_of(confirm_revision(hub(), **hub().member("bert"), "2026-Q3", *sources_of_violence(hub()))), "fine");
  auto const second = opened();
  auto const seen = see_edition(hub(), editor("anna"), second);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(seen->compared_with, 1);
  ASSERT_FALSE(seen->changes.empty());
  auto const found = std::ranges::find(seen->changes, "violence-completeness.csv", &TableChange::file);
  ASSERT_NE(found, seen->changes.end());
  ASSERT_FALSE(found->cells.empty());
  EXPECT_THAT(found->cells.front().row, HasSubstr("Police"));
  EXPECT_NE(found->cells.front().before, found->cells.front().now);
  // A draft in between is no edition to compare with.
  EXPECT_EQ(see_edition(hub(), editor("anna"), opened())->compared_with, 1);
}

TEST_P(Editions, KeepTheUnitCostsThatTheyWereSignedWith) {
  agree();
  auto const id = open_edition(hub(), editor("anna"), {"cost-and-demand", "strategic-assessment", {}});
  ASSERT_EQ(code_of(id), "fine");
  for (auto const* section : {"cost", "demand"}) ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, section, "Not known.")), "fine");
  auto const costs = [&] { return to_json(see_edition(hub(), editor("anna"), *id)->costs).canonical(); };
  auto const replace_costs = [&](int low) {
    fs::remove(folder() / "definitions" / "unit_costs.csv");
    put(folder() / "definitions" / "unit_costs.csv", fmt::format("item,source,sector,low_gbp,high_gbp,price_base,from,url,checked\nA report,police_incidents,all,{},{},2025/26,A report of ours,https://example.org,no\n", low, low + 1));
  };
  replace_costs(100);
  auto const drafted = costs();
  EXPECT_THAT(drafted, HasSubstr("\"low\":100"));
  ASSERT_EQ(code_of_signing(*id, "lena"), "fine");
  replace_costs(900);
  EXPECT_EQ(costs(), drafted);
  EXPECT_EQ(to_json(unit_costs_from(*Json::parse(drafted))).canonical(), drafted);
  EXPECT_TRUE(unit_costs_from(Json{}).empty());
}

TEST_P(Editions, ThatSomebodySetBackToADraftAreFoundByVerify) {
  agree();
  auto const id = opened();
  write_all(id);
  ASSERT_EQ(code_of_signing(id, "lena"), "fine");
  EXPECT_TRUE(differences().empty());
  auto const run = [&](store::Sql statement) { ASSERT_EQ(code_of(hub().database().execute(statement)), "fine"); };
  run("UPDATE edition SET signed_by = 'lars'");
  ASSERT_EQ(differences().size(), 1U);
  EXPECT_EQ(differences().front().ledger, "hotspot-brief signed, for northshire-csp");
  run("UPDATE edition SET signed_by = NULL, signed_at = NULL, content_hash = NULL, signed_leaf = NULL, parts = NULL");
  ASSERT_EQ(differences().size(), 1U);
  EXPECT_EQ(differences().front().database, "no signed edition");
}

TEST_P(Editions, OfEveryProductHaveDatedFiguresLimitsAndAWorkbook) {  // M32, M34
  agree();
  auto const products = products_of(hub());
  ASSERT_EQ(code_of(products), "fine");
  for (auto const& product : products->products) {
    auto const id = open_edition(hub(), editor("anna"), {product.id, product.purposes.front(), {}});
    ASSERT_EQ(code_of(id), "fine") << product.id;
    auto const seen = see_edition(hub(), editor("anna"), *id);
    ASSERT_EQ(code_of(seen), "fine") << product.id;
    bool any = false;
    for (auto const& one : seen->figures) {
      if (one.files.empty()) {
        EXPECT_FALSE(one.why.empty()) << product.id << ' ' << one.table;
        continue;
      }
      any = true;
      EXPECT_FALSE(version_of(one).released_at.empty()) << product.id << ' ' << one.table;
      EXPECT_THAT(version_of(one).data_version, HasSubstr("2026-Q3@")) << product.id << ' ' << one.table;
    }
    auto const facts = sources_and_limits(*seen);
    EXPECT_EQ(any, !facts.sources.empty()) << product.id;
    EXPECT_EQ(any, !facts.limits.empty()) << product.id;
    for (auto const format : {sheet_out::Format::ods, sheet_out::Format::xlsx}) EXPECT_EQ(code_of(annex_of(*seen, format, clock_.now())), "fine") << product.id;
  }
}

TEST_P(Editions, AreOfOneAgencyAndOfThoseWhoMayAskForReleases) {
  agree();
  auto const id = opened();
  EXPECT_EQ(code_of(see_edition(hub(), editor("bert"), id)), "edition.unknown");
  EXPECT_EQ(code_of(see_edition(hub(), editor("anna"), "01a20069-0000-7000-8000-000000000001")), "edition.unknown");
  EXPECT_EQ(code_of(see_edition(hub(), editor("emil", "mentor"), id)), "edition.not-yours");
  EXPECT_EQ(leaves().back().why.front(), "edition.not-yours");
  EXPECT_EQ(code_of(editions(hub(), editor("emil", "analyst"))), "edition.not-yours") << "a role that he does not have";
  EXPECT_EQ(code_of(open_edition(hub(), editor("emil", "mentor"), brief())), "edition.not-yours");
  auto const mine = editions(hub(), editor("anna"));
  ASSERT_EQ(code_of(mine), "fine");
  EXPECT_EQ(mine->size(), 1U);
  EXPECT_TRUE(editions(hub(), editor("bert"))->empty());
}

TEST_P(Editions, AreOpenedOfKnownProductsForTheirPurposesAlone) {
  agree();
  auto const code = [&](NewEdition const& wanted) { return code_of(open_edition(hub(), editor("anna"), wanted)); };
  EXPECT_EQ(code({"target-profile", "violence-hotspot-analysis"}), "product.unknown");
  EXPECT_EQ(code({"hotspot-brief", "strategic-assessment"}), "product.purpose");
  EXPECT_EQ(code({"hotspot-brief", "immigration-enforcement"}), "product.purpose");
  EXPECT_EQ(code({"hotspot-brief", "no such purpose"}), "product.purpose");
  EXPECT_EQ(code({"hotspot-brief", "violence-hotspot-analysis", "last summer"}), "release.quarter-unknown");
  EXPECT_TRUE(editions(hub(), editor("anna"))->empty());
  fs::remove(folder() / "definitions" / "products.yaml");
  put(folder() / "definitions" / "products.yaml", "products:\n  - {id: own, title: Own, about: Own, every: P1M, purposes: [violence_hotspot_analysis], sign_off: [strategic-lead], sections: [{id: a, title: A, tables: [people-by-school]}]}\n");
  EXPECT_EQ(code({"own", "violence-hotspot-analysis"}), "product.table");
  put(folder() / "definitions" / "products.yaml", "products: []\nmore: 1\n");
  EXPECT_EQ(code(brief()), "product.unreadable");
}

TEST_P(Editions, ThatNobodySignedCanBeThrownAwayWithTheirWords) {
  agree();
  auto const id = opened();
  write_all(id);
  ASSERT_EQ(code_of(discard_edition(hub(), editor("fritz"), id)), "fine");
  EXPECT_EQ(code_of(see_edition(hub(), editor("anna"), id)), "edition.unknown");
  EXPECT_EQ(leaves().at(leaves().size() - 1).event, ledger::Event::erase);
  EXPECT_EQ(*hub().database().query_integer("SELECT count(*) FROM edition_text"), 0);
}

TEST_P(Editions, LoseTheirWordsOnTheirDayAndSayThat) {  // S30
  agree();
  auto const id = opened();
  write_all(id);
  ASSERT_EQ(code_of_signing(id, "lena"), "fine");
  clock_.set(*parse_instant("2029-11-20T10:00:00Z"));
  auto const early = run_keeping(hub());
  ASSERT_EQ(code_of(early), "fine");
  EXPECT_FALSE(early->erased.contains("commentary"));
  clock_.set(*parse_instant("2029-11-22T10:00:00Z"));
  auto const late = run_keeping(hub());
  ASSERT_EQ(code_of(late), "fine");
  EXPECT_EQ(late->erased.at("commentary"), 2U);
  EXPECT_EQ(*hub().database().query_integer("SELECT count(*) FROM edition_text WHERE length(words_sealed) > 0 OR written_by <> ''"), 0);
  EXPECT_FALSE(run_keeping(hub())->erased.contains("commentary")) << "gone is gone";
}

TEST_P(Editions, SayWhereTheirWordsAreGone) {
  agree();
  auto const id = opened();
  write_all(id);
  ASSERT_EQ(code_of_signing(id, "lena"), "fine");
  ASSERT_TRUE(hub().vault().erase(std::array{words_key(hub(), "edition_text", writing_of(id, "where"), "northshire-csp")}));
  auto const seen = see_edition(hub(), editor("anna"), id);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_FALSE(seen->sections[0].kept);
  EXPECT_TRUE(seen->sections[0].words.empty());
  EXPECT_TRUE(seen->sections[1].kept);
}

TEST_P(Editions, SayTheirSourcesLimitsAndWhatIsMissing) {  // M34
  agree();
  auto const seen = see_edition(hub(), editor("anna"), opened());
  auto const facts = sources_and_limits(*seen);
  EXPECT_FALSE(facts.sources.empty());
  EXPECT_FALSE(facts.coverage.empty());
  EXPECT_FALSE(facts.limits.empty());
  EXPECT_THAT(facts.missing, testing::Contains(HasSubstr("What has changed")));
  EXPECT_THAT(facts.missing, testing::Contains("Ambulance: nobody here sends its reports, so none of them is in these figures."));
  auto const series = series_in(*seen);
  ASSERT_EQ(series.size(), 2U);
  EXPECT_EQ(series.front().source, "Police");
}

}  // namespace
}  // namespace concordat::hub::proving
