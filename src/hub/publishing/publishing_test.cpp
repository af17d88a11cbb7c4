// SPDX-License-Identifier: Apache-2.0
// Public editions on both stores: by two people of two agencies, under the rule for the public, and held by the ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "crypto/hash.h"
#include "hub/publishing/publishing_test_tools.h"
#include "hub/release/ledger_desk.h"
#include "hub/settings/changing.h"
#include "hub/words_key.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CONCORDAT_ON_BOTH_STORES(PublicEditions);

TEST_P(PublicEditions, BecomePublicByEveryAgencyWhoseReportsTheyCount) {  // M32
  auto const id = proposed();
  auto const waiting = see_publication(hub(), member("edgar"), id);
  ASSERT_EQ(code_of(waiting), "fine");
  EXPECT_TRUE(waiting->may_answer);
  EXPECT_FALSE(waiting->content.is_null()) << "who is asked reads what would be public";
  EXPECT_THAT(waiting->publication.needed, ElementsAre("northshire-general-ed", "northshire-police"));
  EXPECT_EQ(code_of(see_publication(hub(), member("dora"), id)), "public.unknown") << "nobody else, before it is public";
  EXPECT_EQ(code_of(public_file(hub(), member("anna"), id, "html")), "public.not-public");
  EXPECT_EQ(number_of("SELECT count(*) FROM public_edition WHERE content IS NOT NULL"), 0);
  auto const first = confirm_publication(hub(), member("edgar"), id);
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_FALSE(first->is_public);
  EXPECT_EQ(state(id), "proposed") << "the police have still to answer";
  EXPECT_EQ(code_of(confirm_publication(hub(), member("edgar"), id)), "public.not-open");
  EXPECT_EQ(key_of(id), "fine");
  auto const last = confirm_publication(hub(), member("piet"), id);
  ASSERT_EQ(code_of(last), "fine");
  EXPECT_TRUE(last->is_public);
  EXPECT_EQ(leaves().at(last->ledger_index).why, std::vector<std::string>{"publication-confirmed"});
  EXPECT_EQ(state(id), "published");
  EXPECT_EQ(key_of(id), "keys.erased");
  EXPECT_EQ(code_of(see_publication(hub(), member("dora"), id)), "fine") << "public is for everybody";
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(PublicEditions, OfEveryProductHoldWordsAndFiguresOfTheRuleForThePublicAndNothingElse) {  // M32
  auto const products = products_of(hub());
  ASSERT_EQ(code_of(products), "fine");
  for (auto const& product : products->products) {
    for (auto const& purpose : product.purposes) {
      auto const edition = open_edition(hub(), editor("anna"), {product.id, hub().catalogue().purpose(purpose)->id, {}});
      ASSERT_EQ(code_of(edition), "fine") << product.id;
      for (auto const& section : product.sections) {
        if (section.ask.empty()) continue;
        ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), *edition, section.id, "The north end, on Friday nights.")), "fine");
      }
      ASSERT_EQ(code_of(sign_off(hub(), lena(), *edition)), "fine") << product.id;
      auto const id = propose_publication(hub(), lena(), *edition, ReadThrough::yes);
      if (!id) {
        EXPECT_EQ(code_of(id), "public.nothing") << product.id << ": neither words nor figures";
        EXPECT_TRUE(std::ranges::all_of(product.sections, [](auto const& section) { return section.ask.empty(); })) << product.id;
        continue;
      }
      auto const all = content(*id);
      auto const text = all["tables"].canonical() + all["sections"].canonical();
      for (auto const* partner : {"hotspots", "release", "unit_low", "low_80", "periods", "shows", "holders", "late"}) EXPECT_THAT(text, Not(HasSubstr(partner))) << product.id;
      for (auto const& table : all["tables"].array()) {
        for (auto const& figure : table["figures"].array()) {
          EXPECT_TRUE(!figure.contains("value") || figure["value"].integer() >= 3) << product.id << ": by the cell key";
        }
      }
      std::set<std::string> left_out;
      for (auto const& one : all["left_out"].array()) left_out.insert(one["what"].string());
      auto const names_work = [&](catalogue::Work work, std::string const& what) { EXPECT_EQ(left_out.contains(what), product.has(work)) << product.id << ' ' << what; };
      names_work(catalogue::Work::costs, "Costs");
      names_work(catalogue::Work::projection, "Projection");
      names_work(catalogue::Work::changes, "Changes since the last edition");
      names_work(catalogue::Work::deliveries, "Deliveries of the feeds");
      names_work(catalogue::Work::prescribed, "Prescribed items");
      EXPECT_EQ(code_of(decline_publication(hub(), member("edgar"), *id)), "fine") << product.id;
    }
  }
}

TEST_P(PublicEditions, AreNotMadePublicByWhatSomebodyWroteIntoTheDatabase) {
  auto const id = proposed();
  run("UPDATE public_edition SET needed = '[\"northshire-police\"]'");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("piet"), id)), "public.not-as-answered");
  run("UPDATE public_edition SET needed = '[]'");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("piet"), id)), "public.not-as-answered");
  run("UPDATE public_edition SET needed = '[\"northshire-general-ed\",\"northshire-police\"]'");
  run("INSERT INTO public_edition_answer (public_edition, agency, member, answer, answered_at, leaf) SELECT id, 'northshire-general-ed', 'edgar', 'confirmed', proposed_at, 999999 FROM public_edition");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("piet"), id)), "public.not-as-answered") << "nobody of the department said so";
  EXPECT_EQ(state(id), "proposed");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "an entry that was never written";
}

TEST_P(PublicEditions, HoldFiguresOfTheRuleForThePublicAndNothingOfPartners) {
  auto const all = content(published());
  ASSERT_EQ(all["tables"].array().size(), 2U);
  for (auto const& table : all["tables"].array()) {
    ASSERT_EQ(table["figures"].array().size(), 4U) << "three areas with a thousand residents, and all together";
    for (auto const& figure : table["figures"].array()) {
      EXPECT_NE(figure["code"].string(), "A4") << "five hundred live there";
      EXPECT_TRUE(!figure.contains("value") || figure["value"].integer() >= 3);
    }
  }
  auto const text = all.canonical();
  for (auto const* partner : {"svg", "hotspots.csv", "release"}) EXPECT_THAT(text, Not(HasSubstr(partner)));
  EXPECT_THAT(all["tables"].canonical(), Not(HasSubstr("Square 4")));
  EXPECT_THAT(text, HasSubstr("no rule makes it public"));
  EXPECT_THAT(text, HasSubstr("1 of 4 areas"));
}

TEST_P(PublicEditions, HaveNoFigureOfAnAreaWithFewerResidentsThanTheHubAsksFor) {
  ASSERT_EQ(code_of(set_setting(hub(), member("greta"), "public-residents", 2000, SettingReason::advice)), "fine");
  auto const all = content(proposed());
  int figures = 0;
  for (auto const& table : all["tables"].array()) {
    for (auto const& figure : table["figures"].array()) {
      ++figures;
      EXPECT_TRUE(figure["code"].string() == "A2" || figure["code"].string().empty()) << figure["code"].string() << ": two thousand live in one area alone";
    }
  }
  EXPECT_GT(figures, 0);
  EXPECT_THAT(all["method"].canonical(), HasSubstr("fewer than 2000 residents"));
  EXPECT_THAT(all["method"].canonical(), HasSubstr("public-residents 2000 residents (1000)"));
  EXPECT_THAT(all.canonical(), HasSubstr("3 of 4 areas"));
  EXPECT_EQ(all.contains("outlines"), all.contains("fewest_residents"));
  EXPECT_EQ(all["fewest_residents"].integer(), all.contains("outlines") ? 2000 : 0);
}

TEST_P(PublicEditions, CarryTheirDisclosureControlReport) {
  auto const id = published();
  auto const control = content(id)["control"];
  std::map<std::string, std::string> said;
  for (auto const* list : {"done", "attacks"}) {
    for (auto const& line : control[list].array()) said[line["what"].string()] = line["result"].string();
  }
  EXPECT_THAT(said["Rule"], HasSubstr("by at most 5 either way"));
  EXPECT_THAT(said["Fewest residents of an area with a figure"], "1000");
  EXPECT_THAT(said["Laid beside earlier public editions"], HasSubstr("0 tables"));
  for (auto const& [what, result] : said) EXPECT_THAT(result, Not(HasSubstr("too closely"))) << what;
  auto const page = public_file(hub(), member("anna"), id, "html");
  ASSERT_EQ(code_of(page), "fine");
  EXPECT_THAT(page->content, HasSubstr("<h2>Disclosure control</h2>"));
  auto const next = content(published());
  said.clear();
  for (auto const& line : next["control"]["attacks"].array()) said[line["what"].string()] = line["result"].string();
  EXPECT_THAT(said["Laid beside earlier public editions"], HasSubstr("2 tables of the same source and quarter"));
  EXPECT_EQ(next["tables"], content(id)["tables"]);
}

TEST_P(PublicEditions, AreNotMadePublicUnderSettingsThatHaveChangedSince) {
  auto const id = proposed();
  ASSERT_EQ(code_of(confirm_publication(hub(), member("edgar"), id)), "fine");
  ASSERT_EQ(code_of(set_setting(hub(), member("greta"), "public-residents", 5000, SettingReason::advice)), "fine");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("paula"), id)), "public.settings-changed");
  EXPECT_EQ(state(id), "proposed");
}

TEST_P(PublicEditions, SayOneFigureForOneCellInEveryEditionAndAfterARestart) {  // B.4 cell key
  auto const first = content(published());
  open_it();
  auto const second = content(published("Friday nights.", "fact-pack"));
  EXPECT_EQ(first["tables"], second["tables"]);
  EXPECT_THAT(second["tables"].array(), Not(IsEmpty()));
}

TEST_P(PublicEditions, LeaveOutWhatAnEarlierOneSaidOtherwise) {
  (void)published();
  auto const before = number_of("SELECT count(*) FROM public_edition");
  ASSERT_EQ(before, 1);
  // As a quarter that was revised: the earlier one says something else for the first area of the police.
  auto const figures = *hub().database().query_one("SELECT figures FROM public_edition", [](store::Row const& row) { return row.string(0); });
  auto const at = figures->find("\"code\":\"A1\"");
  auto const value = figures->find("\"value\":", at);
  auto other = *figures;
  other.insert(value + 8, "9");
  propose_instead(*Json::parse(other));
  auto const second = content(proposed("Friday nights.", "fact-pack"));
  EXPECT_EQ(second["tables"].array().size(), 1U);
  EXPECT_THAT(second.canonical(), HasSubstr("reports were added or taken away since"));
}

TEST_P(PublicEditions, LeaveOutCommentaryInWhichSomebodyMayBeFound) {
  auto const all = content(published("What happened to Callum Nowak at 12 Mill Street."));
  EXPECT_THAT(all["sections"].array(), IsEmpty());
  EXPECT_THAT(all.canonical(), Not(HasSubstr("Nowak")));
  EXPECT_THAT(all.canonical(), HasSubstr("The commentary holds an address, what may be a person's name."));
}

TEST_P(PublicEditions, AreProposedByTheSignerAloneWhoReadThem) {
  auto const draft = drafted();
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), draft, ReadThrough::yes)), "public.not-signed");
  ASSERT_EQ(code_of(sign_off(hub(), lena(), draft)), "fine");
  EXPECT_EQ(code_of(propose_publication(hub(), editor("anna"), draft, ReadThrough::yes)), "public.not-the-signer");
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"public.not-the-signer"});
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), draft, ReadThrough::no)), "public.not-read");
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), draft, ReadThrough::yes)), "fine");
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), draft, ReadThrough::yes)), "public.already");
  EXPECT_EQ(number_of("SELECT count(*) FROM public_edition"), 1);
}

TEST_P(PublicEditions, SayWhetherTheyArePublicOrProposedWhenProposedAgain) {
  auto const edition = signed_one();
  auto const id = propose_publication(hub(), lena(), edition, ReadThrough::yes);
  ASSERT_EQ(code_of(id), "fine");
  auto const again = [&] { return propose_publication(hub(), lena(), edition, ReadThrough::yes).error(); };
  EXPECT_THAT(std::string{again().remedy.view()}, HasSubstr("who has still to answer"));
  for (auto const* lead : {"edgar", "paula"}) ASSERT_EQ(code_of(confirm_publication(hub(), member(lead), *id)), "fine") << lead;
  EXPECT_EQ(again().code.view(), "public.already");
  EXPECT_EQ(again().title.view(), "This edition is public already.");
  EXPECT_THAT(std::string{again().remedy.view()}, Not(HasSubstr("still to answer")));
}

TEST_P(PublicEditions, AreRecognisedByTheirJsonOnceTheyArePublic) {
  auto const id = proposed();
  auto const would_be = content(id).canonical();
  EXPECT_EQ(code_of(prove_file(hub(), would_be)), "release.file-unknown") << "not public yet";
  for (auto const* lead : {"edgar", "paula"}) ASSERT_EQ(code_of(confirm_publication(hub(), member(lead), id)), "fine") << lead;
  auto const json = public_file(hub(), member("dora"), id, "json");
  ASSERT_EQ(code_of(json), "fine");
  auto const proof = prove_file(hub(), json->content);
  ASSERT_EQ(code_of(proof), "fine");
  EXPECT_EQ(proof->release, id);
  EXPECT_EQ(proof->name, public_edition_json.view());
  EXPECT_EQ(proof->ledger_index, see_publication(hub(), member("anna"), id)->publication.ledger_index);
  EXPECT_EQ(code_of(prove_file(hub(), json->content + " ")), "release.file-unknown");
  auto const csv = prove_file(hub(), public_file(hub(), member("dora"), id, "csv")->content);
  ASSERT_EQ(code_of(csv), "release.file-unknown");
  EXPECT_THAT(std::string{csv.error().remedy.view()}, HasSubstr("its json"));
  for (auto const* const form : {"html", "csv", "ods", "xlsx"}) {
    auto const file = public_file(hub(), member("dora"), id, form)->content;
    EXPECT_EQ(code_of(prove_file(hub(), file)), "release.file-unknown") << "the ledger has the hash of the json alone";
    auto const copy = prove_public_copy(hub(), file);
    ASSERT_EQ(code_of(copy), "fine") << form;
    EXPECT_EQ(copy->form, form);
    EXPECT_EQ(copy->release, id);
    EXPECT_EQ(copy->ledger_index, proof->ledger_index);
    auto changed = file;
    changed[changed.size() / 2] ^= 1;
    EXPECT_EQ(code_of(prove_public_copy(hub(), changed)), "release.file-unknown") << form;
    auto const look = look_at_ledger(hub(), file, prove_public_copy);
    ASSERT_TRUE(look && look->proof);
    EXPECT_EQ(look->proof->form, form);
    EXPECT_TRUE(look_at_ledger(hub(), changed, prove_public_copy)->unproved);
  }
  auto const html = public_file(hub(), member("dora"), id, "html")->content;
  // The database alone makes no file an edition that the ledger holds.
  ASSERT_EQ(code_of(hub().database().execute("UPDATE public_edition SET content_hash = ?", crypto::to_hex(crypto::sha256("{}")))), "fine");
  EXPECT_EQ(code_of(prove_file(hub(), "{}")), "release.file-not-in-ledger");
  EXPECT_NE(code_of(prove_public_copy(hub(), html)), "fine") << "its content hash is another now";
}

TEST_P(PublicEditions, AreConfirmedByNobodyWithoutASayAndNeverByOnePerson) {
  auto const id = proposed();
  EXPECT_EQ(code_of(confirm_publication(hub(), member("greta"), id)), "public.second-person") << "of the agency that proposed it";
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(code_of(confirm_publication(hub(), member("cleo"), id)), "public.not-yours") << "an analyst";
  EXPECT_EQ(code_of(confirm_publication(hub(), member("hanna"), id)), "public.unknown") << "a school, none of whose reports are counted";
  one_account("lena", "paula");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("paula"), id)), "public.second-person") << "the signer in another post";
  EXPECT_EQ(state(id), "proposed");
}

TEST_P(PublicEditions, LeaveNothingWhereTheyAreDeclinedOrWaitTooLong) {
  auto const declined = proposed();
  ASSERT_EQ(code_of(confirm_publication(hub(), member("edgar"), declined)), "fine");
  ASSERT_EQ(code_of(decline_publication(hub(), member("paula"), declined)), "fine");
  EXPECT_EQ(state(declined), "declined");
  EXPECT_TRUE(content(declined).is_null());
  EXPECT_EQ(key_of(declined), "keys.erased");
  EXPECT_EQ(code_of(see_publication(hub(), member("paula"), declined)), "public.unknown");
  auto const late = proposed("Friday nights.", "fact-pack");
  clock_.set(clock_.now() + std::chrono::days{days_a_publication_waits} + std::chrono::hours{1});
  auto const all = publications(hub(), member("anna"));
  ASSERT_EQ(code_of(all), "fine");
  EXPECT_EQ(state(late), "lapsed");
  EXPECT_EQ(key_of(late), "keys.erased");
  EXPECT_EQ(code_of(confirm_publication(hub(), member("paula"), late)), "public.unknown");
  EXPECT_EQ(number_of("SELECT count(*) FROM public_edition WHERE length(content_sealed) > 0"), 0);
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(PublicEditions, AreNothingWithoutFiguresAndWords) {
  for (auto const* agreement : {"isa.northshire.ed@1", "isa.northshire.police@1"}) {
    ASSERT_EQ(code_of(change_agreement(hub(), agreement, AgreementChange::suspend, "greta", "For this test")), "fine");
  }
  auto const id = signed_one("Mr Nowak said so.");
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), id, ReadThrough::yes)), "public.nothing");
}

TEST_P(PublicEditions, AreFilesThatSayWhatTheyAre) {
  auto const id = published("The <b>market</b>.");
  auto const file = [&](std::string_view format) { return public_file(hub(), member("dora"), id, format); };
  auto const html = file("html");
  ASSERT_EQ(code_of(html), "fine");
  EXPECT_EQ(html->name, "hotspot-brief-1-public.html");
  for (auto const* part : {"The &lt;b&gt;market&lt;/b&gt;.", "@media print", "Ledger index", "Limits", "Method", "changed a little", "Square 1"}) EXPECT_THAT(html->content, HasSubstr(part));
  EXPECT_THAT(html->content, Not(HasSubstr("<script")));
  auto const csv = file("csv");
  ASSERT_EQ(code_of(csv), "fine");
  for (auto const* part : {"Source,Quarter,Code,Area,Reports", "Police,2026-Q3,A1,Square 1,", "Method,", "SHA-256"}) EXPECT_THAT(csv->content, HasSubstr(part));
  auto const json = file("json");
  EXPECT_EQ(crypto::to_hex(crypto::sha256(json->content)), see_publication(hub(), member("anna"), id)->publication.content_hash);
  for (auto const* book : {"ods", "xlsx"}) EXPECT_TRUE(file(book)->content.starts_with("PK")) << book;
  EXPECT_EQ(code_of(file("pdf")), "public.format");
  EXPECT_EQ(code_of(public_file(hub(), member("dora"), "none", "html")), "public.unknown");
}

TEST_P(PublicEditions, CarryMapsThatSayWhatTheTableSaysAndNoMore) {  // M32
  auto const id = published();
  auto const all = content(id);
  ASSERT_EQ(all["outlines"]["areas"].array().size(), 4U);
  auto const svg = public_file(hub(), member("dora"), id, "svg");
  ASSERT_EQ(code_of(svg), "fine");
  EXPECT_EQ(svg->name, "hotspot-brief-1-public.svg");
  for (auto const& table : all["tables"].array()) EXPECT_THAT(svg->content, HasSubstr(table["source"].string() + ", 2026-Q3: reports of violence by area"));
  for (auto const* part : {"ledger index", "Square 4: no figure: fewer than 1000 people live there", "Boundaries: Made up"}) EXPECT_THAT(svg->content, HasSubstr(part));
  auto const html = public_file(hub(), member("dora"), id, "html");
  ASSERT_EQ(code_of(html), "fine");
  EXPECT_THAT(html->content, HasSubstr("<figure>\n<svg"));
  EXPECT_LT(html->content.find("<svg"), html->content.find("<table>")) << "the table is its twin, beside it";
  // Other boundaries by now: the map is of those that the figures were counted by.
  run("DELETE FROM area");
  open_it();
  EXPECT_EQ(public_file(hub(), member("dora"), id, "svg")->content, svg->content);
}

TEST_P(PublicEditions, AreHeldByTheLedger) {
  auto const id = published();
  auto const content_now = *hub().database().query_one("SELECT content FROM public_edition", [](store::Row const& row) { return row.string(0); });
  run("UPDATE public_edition SET content = replace(content, 'Friday', 'Sunday')");
  EXPECT_EQ(code_of(see_publication(hub(), member("anna"), id)), "public.not-as-entered");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "other words";
  ASSERT_EQ(code_of(hub().database().execute("UPDATE public_edition SET content = ?", *content_now)), "fine");
  EXPECT_THAT(differences(), IsEmpty());
  auto const told_of = [&](store::Sql change, store::Sql back) {
    run(change);
    EXPECT_THAT(differences(), Not(IsEmpty())) << change.view();
    run(back);
    EXPECT_THAT(differences(), IsEmpty()) << back.view();
  };
  told_of("UPDATE public_edition SET title = title || '!'", "UPDATE public_edition SET title = replace(title, '!', '')");
  told_of("UPDATE public_edition SET number = number + 1", "UPDATE public_edition SET number = number - 1");
  told_of("UPDATE public_edition SET quarter = quarter || '!'", "UPDATE public_edition SET quarter = replace(quarter, '!', '')");
  told_of("UPDATE public_edition SET ended_at = replace(ended_at, '2026', '2025')", "UPDATE public_edition SET ended_at = replace(ended_at, '2025', '2026')");
  run("DELETE FROM public_edition_answer WHERE agency = 'northshire-police'");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "public without the police's yes";
}

TEST_P(PublicEditions, AreNotMadePublicByAnybodyWhoWritesToTheDatabase) {
  (void)proposed();
  run("UPDATE public_edition SET state = 'published', content = '{}', ended_at = proposed_at, ended_leaf = proposed_leaf");
  EXPECT_THAT(differences(), Not(IsEmpty()));
}

TEST_P(PublicEditions, AreStillWhatEverybodyWasToldOnceTheirRowsAreGone) {
  (void)published();
  run("DELETE FROM public_edition_answer");
  run("DELETE FROM public_edition");
  run("UPDATE release SET request_hash = substr(id || id, 1, 64)");
  EXPECT_EQ(code_of(release(hub(), {csp_request(), {}})), "public.row-missing");
}

TEST_P(PublicEditions, AreNoMoreThanProposedOnceTheirAnswersRowsSayOtherwise) {
  (void)published();
  run("UPDATE public_edition SET state = 'declined', content = NULL");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "nobody said no";
}

PublicTable table_of(std::vector<PublicFigure> figures) { return {"Police", "police-incidents", "northshire-police", "2026-Q3", "lsoa-2021:aaaa", 3, std::move(figures)}; }

TEST(PublicTables, StandBesideEarlierOnesOrAreRefusedWithTheirWitness) {
  std::vector<std::string> const codes{"A1", "A2"};
  std::vector<std::int64_t> const counts{3, 20};
  std::vector<EarlierTable> const earlier{{"P1", table_of({{"A1", "Square 1", 7}, {"A2", "Square 2", 20}})}};
  auto const against = [&](PublicTable const& table) { return stands_against(table, codes, counts, earlier)->value_or(""); };
  EXPECT_EQ(against(table_of({{"A1", "Square 1", 7}})), "") << "the same again";
  EXPECT_THAT(against(table_of({{"A1", "Square 1", 9}})), HasSubstr("Public edition P1 says 7 for Square 1 in 2026-Q3, and it would be 9 now"));
  EXPECT_THAT(against(table_of({{"A1", "Square 1", std::nullopt}})), HasSubstr("would be * now"));
  auto moved = table_of({{"A1", "Square 1", 7}});
  moved.boundaries = "lsoa-2021:bbbb";
  EXPECT_THAT(against(moved), HasSubstr("other boundaries"));
  auto later = table_of({{"A1", "Square 1", 7}});
  later.quarter = "2026-Q4";
  EXPECT_EQ(against(later), "");
}

TEST(PublicTables, AreRefusedWhereWhatIsCountedIsNotWhatEarlierOnesCounted) {
  std::vector<std::string> const codes{"A1"};
  std::vector<std::int64_t> const counts{40};
  std::vector<EarlierTable> const earlier{{"P1", table_of({{"A1", "Square 1", 8}})}};
  auto const why = stands_against(table_of({{"", "All areas together", 41}}), codes, counts, earlier);
  ASSERT_TRUE(why);
  EXPECT_THAT(why->value_or(""), HasSubstr("no longer what is counted"));
}

TEST(PublicTables, AreRefusedWhereASmallFigureCouldBeWorkedOut) {
  std::vector<std::string> const codes{"A1"};
  std::vector<std::int64_t> const counts{3};
  std::vector<EarlierTable> const earlier{{"P1", table_of({{"A1", "Square 1", 7}})}};  // 3 to 12
  auto const why = stands_against(table_of({{"", "All areas together", 0}}), codes, counts, earlier);  // at most 5
  ASSERT_TRUE(why);
  EXPECT_THAT(why->value_or(""), HasSubstr("could be worked out from it and these together"));
  EXPECT_THAT(why->value_or(""), HasSubstr("P1"));
}

/// Police and department in two areas, then nowhere; what the partnership's analysts were told of all sources together.
told::Truth truth_of_two() { return {Quarter::of(2026, 3), 5, {"A1", "A2"}, {{"police-incidents", "northshire-police", "Police"}, {"ed-istv", "northshire-general-ed", "Emergency department"}}, {4, 2, 40, 30, 0, 0}}; }
std::vector<told::Telling> told_to_analysts() {
  return {{"r1", "release 1, violence-by-area of 2026-Q3", "northshire-csp", 6, {{told::Where::area, "A1", Quarter::of(2026, 3), {}, told::How::rounded, std::nullopt}, {told::Where::area, "A2", Quarter::of(2026, 3), {}, told::How::rounded, 70}}}};
}

TEST(PublicTables, LoseTheirAreasWhereTheseWouldTellBesideWhatPartnersWereTold) {
  auto told = told_to_analysts();
  auto const beside = stands_beside_told(table_of({{"A1", "Square 1", 9}, {"A2", "Square 2", 41}, {"", "All areas together", 44}}), truth_of_two(), told);
  ASSERT_TRUE(beside);
  ASSERT_EQ(beside->left_out.size(), 1U);
  EXPECT_EQ(beside->left_out[0].first, ", by area");
  EXPECT_EQ(beside->left_out[0].second.reader, "northshire-csp");
  EXPECT_THAT(beside->left_out[0].second.words, HasSubstr("release 1, violence-by-area of 2026-Q3"));
  ASSERT_TRUE(beside->stays);
  ASSERT_EQ(beside->stays->figures.size(), 1U);
  EXPECT_EQ(beside->stays->figures[0].code, "") << "all areas together tell nothing of one";
  EXPECT_EQ(told.size(), 2U) << "the next table of the edition is held beside it";
  auto nobody = std::vector<told::Telling>{};
  EXPECT_EQ(stands_beside_told(table_of({{"A1", "Square 1", 9}}), truth_of_two(), nobody)->stays->figures.size(), 1U) << "where no partner has more";
}

TEST(PublicTables, AreNothingWhereNotEvenTheWholeMayStandBesideWhatPartnersWereTold) {
  auto told = told_to_analysts();
  told::Truth const quiet{Quarter::of(2026, 3), 5, {"A1"}, truth_of_two().feeds, {4, 2, 0, 0}};
  auto const beside = stands_beside_told(table_of({{"A1", "Square 1", 9}, {"", "All areas together", 9}}), quiet, told);
  ASSERT_TRUE(beside);
  EXPECT_FALSE(beside->stays);
  EXPECT_EQ(beside->left_out.size(), 2U);
}

}  // namespace
}  // namespace concordat::hub::proving
