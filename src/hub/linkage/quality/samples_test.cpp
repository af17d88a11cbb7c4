// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/samples.h"

#include <set>

#include "hub/linkage/quality/sample_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LinkSamples : public SampleTest {};
CONCORDAT_ON_BOTH_STORES(LinkSamples);

constexpr auto all_same = [](links::Record, links::Record) { return "same"; };

TEST_P(LinkSamples, AreDrawnByBandAndAgainTheSameForTheSameSeed) {
  agree_on_review();
  auto const first = drawn(20, 25);
  ASSERT_EQ(first.strata.size(), 2U);
  EXPECT_EQ(first.strata[0].band, "above-join");
  EXPECT_TRUE(first.strata[0].linked);
  EXPECT_EQ(first.strata[0].size, 22U);
  EXPECT_EQ(first.strata[1].band, "dead-band");
  EXPECT_FALSE(first.strata[1].linked);
  EXPECT_EQ(first.strata[1].size, 5U);
  EXPECT_EQ(first.drawn, 20U);
  EXPECT_EQ(first.strata[0].drawn + first.strata[1].drawn, 20U);
  EXPECT_EQ(first.strata[1].drawn, 5U) << "rare kinds are judged too";
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_pair WHERE judges = 2"), 5) << "25 of 100";
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::link);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"sample-draw"}));
  EXPECT_EQ(leaf.request, first.id);
  EXPECT_EQ(leaf.count, 20U);
  ASSERT_EQ(code_of(links::close_sample(hub(), member("rita"), first.id)), "fine");
  auto const second = drawn(20, 25);
  EXPECT_EQ(places_of(first.id), places_of(second.id));
  ASSERT_EQ(code_of(links::close_sample(hub(), member("rita"), second.id)), "fine");
  EXPECT_NE(places_of(first.id), places_of(drawn(20, 25, 6).id));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(LinkSamples, AreForLinkageReviewersOneAtATime) {
  agree_on_review();
  links::DrawOptions const options{.size = 10, .until = "2026-12-20", .seed = 1};
  EXPECT_EQ(code_of(links::draw_sample(hub(), member("anna"), options)), "link.not-a-reviewer");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  for (auto const& wrong : {links::DrawOptions{.size = 1, .until = "2026-12-20"}, {.size = 2001, .until = "2026-12-20"}, {.size = 10, .until = "2026-11-21"}, {.size = 10, .until = "2027-06-01"},
                            {.size = 10, .until = "soon"}, {.size = 10, .until = "2026-12-20", .twice = 101}, {.size = 10, .until = "2026-12-20", .seed = -1}, {.size = 10, .until = "2026-12-20", .seed = std::int64_t{1} << 54}}) {
    EXPECT_EQ(code_of(links::draw_sample(hub(), member("rita"), wrong)), "sample.words");
  }
  auto const sample = links::draw_sample(hub(), member("rita"), options);
  ASSERT_EQ(code_of(sample), "fine");
  EXPECT_EQ(code_of(links::draw_sample(hub(), member("rolf"), options)), "sample.open");
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("anna"), sample->id)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::judge(hub(), member("anna"), sample->id, 1, "same")), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::close_sample(hub(), member("anna"), sample->id)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("rita"), "none")), "sample.unknown");
  EXPECT_EQ(code_of(links::close_sample(hub(), member("rita"), "none")), "sample.unknown");
  auto const all = links::list_samples(hub(), member("audit"));
  ASSERT_EQ(code_of(all), "fine");
  ASSERT_EQ(all->size(), 1U);
  EXPECT_TRUE(all->front().figures.is_null());
}

TEST_P(LinkSamples, GoToWhoMaySeeEnoughOfBothRecords) {
  EXPECT_EQ(code_of(links::draw_sample(hub(), member("rita"), {.size = all_pairs, .until = "2026-12-20"})), "sample.nobody") << "no agreement shows anybody both records of a pair";
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample"), 0) << "and that is told before it is drawn";
  agree_on_review();
  auto const sample = drawn();
  EXPECT_EQ(code_of(links::judge(hub(), member("rolf"), sample.id, 1, "same")), "sample.not-yours");
  auto const next = links::next_in_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(next), "fine");
  EXPECT_FALSE(next->records.rows.empty());
  EXPECT_FALSE(next->records.rules.empty());
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("rolf"), sample.id)), "sample.none-left") << "it shows the school's reviewers nothing";
  auto const leaf = leaves().at(leaves().size() - 2);
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"sample-pair"}));
  EXPECT_EQ(leaf.subjects.size(), 2U);
  EXPECT_EQ(leaf.previous, sample.id);
}

TEST_P(LinkSamples, AreJudgedBlind) {
  agree_on_review();
  auto const sample = drawn();
  auto const next = links::next_in_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(next), "fine");
  EXPECT_EQ(next->records.left.person, 0);
  EXPECT_EQ(next->records.right.person, 0);
  auto const text = links::to_json(*next).canonical();
  for (auto const* const told : {"bits", "weight", "one_person", "levels", "outcome", "state", "stratum", "band", "conflict", "decided"}) EXPECT_THAT(text, Not(HasSubstr(told)));
  for (std::int64_t place = 1; place <= static_cast<std::int64_t>(sample.drawn); ++place) {
    if (place == next->place) continue;
    EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, place, "same")), "sample.not-yours") << "a pair that was not shown to her";
  }
  ASSERT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, next->place, "same")), "fine");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"sample-judge"})) << "what was judged is no word of the entry";
  EXPECT_EQ(leaf.subjects.size(), 2U);
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, next->place, "same")), "sample.not-yours") << "judged already";
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, 999, "same")), "sample.not-yours");
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, next->place + 1, "perhaps")), "sample.words");
}

TEST_P(LinkSamples, AreNoWayToWalkTheRegister) {
  agree_on_review();
  auto const sample = drawn();
  auto const terms = folder() / "definitions" / "review.yaml";
  fs::remove(terms);
  put(terms, "looks_outside_queue: 10\njudged_of_samples: 2\n");
  int shown = 0;
  for (; shown < all_pairs; ++shown) {
    auto const next = links::next_in_sample(hub(), member("rita"), sample.id);
    if (!next) {
      EXPECT_EQ(code_of(next), "sample.enough-today");
      break;
    }
    ASSERT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, next->place, "cannot-tell")), "fine");
  }
  EXPECT_EQ(shown, 2);
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, 1, "same")), "sample.enough-today");
  clock_.set(clock_.now() + std::chrono::hours{24});
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("rita"), sample.id)), "fine");
}

TEST_P(LinkSamples, HoldNobodyTogetherByWhatAPairWeighedOnce) {
  agree_on_review();
  auto const sample = drawn();
  auto const left = hub().database().query_integer("SELECT min(p.left_record) FROM link_sample_pair p WHERE p.sample = ? AND p.stratum = 0", sample.id)->value_or(0);
  judge_all("rita", sample.id, [&](links::Record one, links::Record) { return one == left ? "not-same" : "same"; });
  auto const asked = number_of("SELECT id FROM link_pair WHERE why = 'sample'");
  auto const low = scorer_.limits.review;
  scorer_.limits.review = scorer_.limits.fracture = 90'000;  // a model that keeps none of these pairs any more
  scorer_.name = "other";
  link({.whole = true, .member = {}});
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair"), 1) << "asked still";
  EXPECT_EQ(number_of("SELECT id FROM link_pair"), asked);
  EXPECT_LT(number_of("SELECT weight FROM link_pair"), scorer_.limits.join);
  EXPECT_EQ(number_of("SELECT count(DISTINCT person) FROM link"), number_of("SELECT count(*) FROM link")) << "nothing holds them";
  scorer_.limits.review = low;
}

TEST_P(LinkSamples, ChangeNoLinkButAskWhereTheyContradict) {
  agree_on_review();
  auto const before = persons();
  auto const waiting = number_of("SELECT count(*) FROM link_pair WHERE state = 'waiting'");
  auto const sample = drawn();
  auto const linked_pair = hub().database().query_integer("SELECT min(p.left_record) FROM link_sample_pair p WHERE p.sample = ? AND p.stratum = 0", sample.id)->value_or(0);
  EXPECT_EQ(judge_all("rita", sample.id, [&](links::Record left, links::Record) { return left == linked_pair ? "not-same" : "same"; }), all_pairs);
  EXPECT_EQ(persons(), before);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE state = 'waiting'"), waiting + 1);
  auto const asked = number_of("SELECT id FROM link_pair WHERE why = 'sample'");
  link({.whole = true, .member = {}});
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE why = 'sample'"), 1) << "no run settles it";
  EXPECT_EQ(decided("rita", asked, "not-same").state, "done");
  EXPECT_NE(persons(), before) << "people do";
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE why = 'sample'"), 0);
}

TEST_P(LinkSamples, StandBesideTheReasonOfAPairThatWaitsAlready) {
  agree_on_review();
  auto const sample = drawn();
  auto const judged = [&] {
    std::set<std::string> all;
    auto const rows = links::list_pairs(hub(), member("rita"), links::Tab::review);
    EXPECT_EQ(code_of(rows), "fine");
    for (auto const& row : *rows) all.insert(row.why + '/' + row.judged);
    return all;
  };
  EXPECT_EQ(judged(), std::set<std::string>{"weight/"});
  ASSERT_GT(judge_all("rita", sample.id, all_same), 0);
  EXPECT_EQ(judged(), std::set<std::string>{"weight/same"});
  link({.whole = true});
  EXPECT_EQ(judged(), std::set<std::string>{"weight/same"});
}

TEST_P(LinkSamples, PutAPairThatWasNeverWeighedIntoTheQueue) {
  agree_on_review();
  auto const before = persons();
  // a child of the school's list is put together with one of the partnership's that nothing of them says
  auto const merged = links::merge_persons(hub(), member("rita"), person_of(1), person_of(29), because);
  ASSERT_EQ(code_of(merged), "fine");
  ASSERT_EQ(code_of(links::second_decision(hub(), member("rolf"), merged->id, true, because)), "fine");
  auto const sample = drawn(60);
  auto const bare = std::ranges::find(sample.strata, "not-weighed", &links::SampleStratum::band);
  ASSERT_NE(bare, sample.strata.end());
  EXPECT_EQ(bare->size, 4U);
  EXPECT_TRUE(bare->linked);
  auto const as_listed = [](links::Record left, links::Record right) { return right - left == all_pairs ? "same" : "not-same"; };
  judge_all("rita", sample.id, as_listed);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE why = 'sample'"), 0) << "she decided about these: they are for others to judge";
  judge_all("rosa", sample.id, as_listed);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE why = 'sample' AND model_version = 'not compared yet'"), 4);
  link({.whole = true, .member = {}});
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE why = 'sample'"), 4);
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("rolf"), merged->id, because)), "fine");
  EXPECT_EQ(persons(), before);
}

TEST_P(LinkSamples, TellWhatTheJudgesCameTo) {
  agree_on_review();
  auto const sample = drawn();
  judge_all("rita", sample.id, all_same);
  auto const closed = links::close_sample(hub(), member("rolf"), sample.id);
  ASSERT_EQ(code_of(closed), "fine");
  auto const& figures = closed->figures;
  EXPECT_EQ(figures["settled"].integer(), all_pairs);
  EXPECT_EQ(figures["overall"]["precision"]["at"].number(), 1);
  EXPECT_NEAR(figures["overall"]["recall"]["at"].number(), 22.0 / 27, 1e-3);
  EXPECT_NEAR(figures["overall"]["recall"]["low"].number(), 22.0 / 27, 1e-3) << "all were judged";
  ASSERT_EQ(figures["by_agency"].array().size(), 1U);
  EXPECT_EQ(figures["by_agency"].array().front()["agencies"].array().size(), 2U);
  EXPECT_TRUE(figures["kappa"].is_null());
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, 1, "same")), "sample.over");
  EXPECT_EQ(code_of(links::close_sample(hub(), member("rita"), sample.id)), "sample.over");
  auto const leaf = leaves().at(leaves().size() - 3);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"sample-close"}));
  EXPECT_EQ(leaf.previous, sample.id);
  EXPECT_EQ(links::samples(hub())->front().figures.canonical(), figures.canonical());
}

TEST_P(LinkSamples, TellNoGroupOfFewAndKeepNoNamingGroup) {  // S72
  agree_on_review();
  auto const sample = drawn();
  judge_all("rita", sample.id, all_same);
  auto const closed = links::close_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(closed), "fine");
  std::uint64_t told = 0;
  for (auto const& group : closed->figures["by_group"].array()) {
    EXPECT_GE(group["judged"].integer(), 20);
    EXPECT_GE(group["records"].integer(), 20);
    EXPECT_EQ(group["group"].string().size(), 1U) << "a letter and no name";
    ++told;
  }
  EXPECT_GT(told + static_cast<std::uint64_t>(closed->figures["groups_not_told"].integer()), 0U);
  auto const text = closed->figures.canonical();
  for (int i = 0; i < children; ++i) {
    EXPECT_THAT(text, Not(HasSubstr(family(i))));
    EXPECT_THAT(text, Not(HasSubstr(given(i))));
  }
}

TEST_P(LinkSamples, AreJudgedTwiceInPartByTwoPeople) {
  // pairs of one agency, so that two of its people see both records
  send("csp-people", {{"d1", "Aldous", "Ada", "01/02/1999"}, {"d2", "Aldous", "Ada", "01/02/1999"}, {"d3", "Bewick", "Bea", "03/04/1998", "E1 1AA"}, {"d4", "Bewick", "Bea", "03/04/1998", "E1 1AA"}});
  link();
  auto const sample = drawn(29, 100);
  EXPECT_EQ(sample.wanted, 58U);
  EXPECT_EQ(judge_all("rita", sample.id, all_same), 2) << "what she sees both records of";
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("rita"), sample.id)), "sample.none-left") << "nobody judges a pair twice";
  EXPECT_EQ(judge_all("rosa", sample.id, [](links::Record left, links::Record) { return left % 2 == 0 ? "same" : "not-same"; }), 2);
  auto const closed = links::close_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(closed), "fine");
  EXPECT_EQ(closed->figures["settled"].integer() + closed->figures["cannot_tell"].integer(), 2) << "where two differ nobody can tell";
  EXPECT_EQ(closed->figures["kappa"]["pairs"].integer(), 2);
}

TEST_P(LinkSamples, AreNotJudgedByWhoDecidedAboutThePair) {
  agree_on_review();
  auto const pair = number_of("SELECT min(id) FROM link_pair WHERE state = 'waiting'");
  decided("rita", pair, "cannot-tell");
  auto const sample = drawn();
  EXPECT_EQ(judge_all("rita", sample.id, all_same), all_pairs - 1);
}

TEST_P(LinkSamples, EndOnTheirDay) {
  agree_on_review();
  auto const sample = drawn();
  clock_.set(*parse_instant("2026-12-21T10:00:00Z"));
  EXPECT_EQ(code_of(links::next_in_sample(hub(), member("rita"), sample.id)), "sample.over");
  EXPECT_EQ(code_of(links::judge(hub(), member("rita"), sample.id, 1, "same")), "sample.over");
  auto const closed = links::close_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(closed), "fine");
  EXPECT_TRUE(closed->figures["overall"]["precision"].is_null());
  EXPECT_EQ(closed->figures["not_judged"].integer(), all_pairs);
}

TEST_P(LinkSamples, GoOverToNewerRecordsAndGoWithErasedOnes) {  // S31
  agree_on_review();
  auto const sample = drawn();
  judge_all("rita", sample.id, all_same);
  send("school-people", {{"s0", family(0), given(0), "01/01/2001", "N1 1AB"}});
  link();
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_pair p JOIN source_record r ON r.id = p.left_record OR r.id = p.right_record WHERE r.superseded_by IS NOT NULL"), 0);
  auto const closed = links::close_sample(hub(), member("rita"), sample.id);
  ASSERT_EQ(code_of(closed), "fine");
  EXPECT_EQ(closed->figures["settled"].integer(), all_pairs);
  clock_.set(*parse_instant("2027-12-01T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_pair"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_judgement"), 0);
  EXPECT_EQ(links::samples(hub())->front().figures["settled"].integer(), all_pairs) << "figures are of nobody";
}

TEST_P(LinkSamples, KeepNobodyWhoJudgedOnceTheyAreClosed) {
  agree_on_review();
  auto const sample = drawn();
  ASSERT_GT(judge_all("rita", sample.id, [](auto, auto) { return "same"; }), 0);
  auto const judges = [&] {
    std::set<std::string> all;
    EXPECT_EQ(code_of(hub().database().query("SELECT member, at FROM link_sample_judgement", [&](store::Row const& row) { all.insert(row.string(0) + " " + row.string(1).substr(10)); })), "fine");
    return all;
  };
  EXPECT_THAT(*judges().begin(), HasSubstr("rita"));
  clock_.set(clock_.now() + std::chrono::hours{24});
  auto const judged = number_of("SELECT count(*) FROM link_sample_judgement");
  ASSERT_EQ(code_of(links::close_sample(hub(), member("rita"), sample.id)), "fine");
  for (auto const& one : judges()) EXPECT_EQ(one, "judge 1 ");
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_judgement"), judged);
}

TEST_P(LinkSamples, KeepNobodyWhoJudgedWhenNoSampleIsTouchedAgain) {  // S31
  agree_on_review();
  auto const sample = drawn();
  ASSERT_GT(judge_all("rita", sample.id, all_same), 0);
  ASSERT_EQ(code_of(links::close_sample(hub(), member("rita"), sample.id)), "fine");
  auto const known = [&] { return number_of("SELECT count(*) FROM link_sample_judgement WHERE member NOT LIKE 'judge _'"); };
  auto const judged = known();
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(known(), judged) << "of the day itself they count for what one person may judge";
  clock_.set(clock_.now() + std::chrono::hours{24});
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(known(), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_sample_judgement"), judged);
}

TEST(StrataOfASample, AreToldTogetherWhereTheyAreFew) {
  using links::SampleStratum;
  auto const told = links::told_strata({{"far-above", true, 40, 20}, {"dead-band", true, 2, 2}, {"dead-band", false, 4, 3}});
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told.front().band, "far-above");
  EXPECT_EQ(told.back().band, "too-few");
  EXPECT_EQ(told.back().size, 6U);
  EXPECT_EQ(told.back().drawn, 5U);
  EXPECT_EQ(links::told_strata({{"far-above", true, 1, 1}}).front().size, 0U) << "one pair alone is not told at all";
}

TEST(StrataOfASample, AreNotWorkedOutFromTheWhole) {
  auto const told = links::told_strata({{"far-above", true, 40, 20}, {"dead-band", true, 2, 2}, {"above-join", true, 30, 10}});
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told.front().band, "far-above");
  EXPECT_EQ(told.back().band, "too-few");
  EXPECT_EQ(told.back().size, 32U) << "with the smallest of the others: what is left of the whole would be the two";
  EXPECT_EQ(told.back().drawn, 12U);
}

TEST(StrataOfASample, AreToldInFiguresAsTheyAreBesideThem) {
  auto const kept = Json::parse(R"({"settled": 31, "strata": [{"band": "far-above", "linked": true, "size": 40, "drawn": 20, "judged": 19, "same": 18, "cannot_tell": 1},
    {"band": "dead-band", "linked": false, "size": 2, "drawn": 2, "judged": 2, "same": 1, "cannot_tell": 0},
    {"band": "above-join", "linked": true, "size": 30, "drawn": 10, "judged": 10, "same": 10, "cannot_tell": 0}]})");
  ASSERT_TRUE(kept);
  links::Sample sample;
  sample.figures = *kept;
  auto const told = links::to_json(sample)["figures"];
  ASSERT_EQ(told["strata"].array().size(), 2U);
  auto const& few = told["strata"].array().back();
  EXPECT_EQ(few["band"].string(), "too-few");
  EXPECT_EQ(few["size"].integer(), 32);
  EXPECT_EQ(few["judged"].integer(), 12);
  EXPECT_EQ(few["same"].integer(), 11);
  EXPECT_EQ(told["settled"].integer(), 31);
  EXPECT_EQ(links::told_figures(told).canonical(), told.canonical()) << "told once is told";
}

class NoLinkSamples : public LinkageTest {};
CONCORDAT_ON_BOTH_STORES(NoLinkSamples);

TEST_P(NoLinkSamples, WhereThereIsNothingToJudge) {
  EXPECT_EQ(code_of(links::draw_sample(hub(), member("rita"), {.size = 10, .until = "2026-12-20"})), "link.no-run");
  send("csp-people", {{"c1", "Aster", "Anna"}});
  link();
  EXPECT_EQ(code_of(links::draw_sample(hub(), member("rita"), {.size = 10, .until = "2026-12-20"})), "sample.nothing");
}

}  // namespace
}  // namespace concordat::hub::proving
