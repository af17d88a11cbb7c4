// SPDX-License-Identifier: Apache-2.0
#include "hub/init.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <thread>

#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "crypto/token/token_test_tools.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Init : public HubTest {
 protected:
  void rewrite(std::string_view from, std::string_view to) {
    put(folder() / "partnership.yaml", replaced(std::string{partnership_yaml}, from, to));
  }
  [[nodiscard]] Json detail_of_last_leaf() {
    auto const opening = hub().log().opening(*hub().log().size() - 1, 0);
    EXPECT_EQ(code_of(opening), "fine");
    auto const detail = opening ? Json::parse(opening->reveal(TestDesk::open()).value) : Result<Json>{Json{}};
    return detail.value_or(Json{});
  }
  void run_init_and_kill_it(std::chrono::microseconds after) {
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto const quiet = ::open("/dev/null", O_WRONLY);
      ::dup2(quiet, 1);
      ::dup2(quiet, 2);
      auto const with = options();
      ::execl(program().c_str(), "concordat", "init", "--database", with.database.c_str(), "--keys", with.keys.c_str(), "--definitions",
              with.definitions.c_str(), "--partnership", (folder() / "partnership.yaml").c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) != 0) << WEXITSTATUS(status);
  }
};
CONCORDAT_ON_BOTH_STORES(Init);

TEST_P(Init, MakesAHubAndSaysSoInTheLedger) {
  EXPECT_EQ(hub().partnership().id, "northshire");
  EXPECT_TRUE(hub().partnership().synthetic);
  EXPECT_EQ(hub().agencies().size(), 4U);
  EXPECT_EQ(hub().feeds().size(), 3U);
  ASSERT_NE(hub().release_areas(), nullptr);
  EXPECT_EQ(hub().release_areas()->stored.set.size(), 4U);
  EXPECT_EQ(hub().release_areas()->stored.attribution, "Made up");
  EXPECT_EQ(leaves().back().event, ledger::Event::admin);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  for (auto const* name : {"root.key", "hub.key", "signer.key"}) {
    EXPECT_EQ(fs::status(folder() / "keys" / name).permissions() & fs::perms::others_all, fs::perms::none) << name;
  }
}

TEST_P(Init, AgainBringsTheHubUpToDateAndKeepsItsKeysAndData) {
  take_in("police-incidents", police_month("2026-07", {3}));
  auto const root = get(folder() / "keys" / "root.key");
  rewrite("{id: bert, agency: northshire-police", "{id: bruno, agency: northshire-police");
  auto const again = init();
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_FALSE(again->made_keys);
  EXPECT_EQ(again->members, 10U);
  EXPECT_EQ(get(folder() / "keys" / "root.key"), root);
  open_it();
  EXPECT_FALSE((*hub().member("bert"))->active) << "who is no longer named may no longer ask";
  EXPECT_TRUE((*hub().member("bruno"))->active);
  EXPECT_EQ(number_of("SELECT count(*) FROM event"), 3);
  EXPECT_EQ(number_of("SELECT count(*) FROM area"), 4);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Init, TellsWhatIsNoLongerInTheFileAndRecordsIt) {
  rewrite("    - {id: northshire-school, kind: school, name: \"Northshire School\"}\n", "");
  auto text = get(folder() / "partnership.yaml");
  text = replaced(text, "    - {id: dora, agency: northshire-school, roles: [analyst], trained: []}\n", "");
  text = replaced(text, "    - {id: hanna, agency: northshire-school, roles: [information-governance-lead], trained: []}\n", "");
  auto const feed = text.find("    - {id: school-people");
  put(folder() / "partnership.yaml", text.erase(feed, text.find('\n', feed) + 1 - feed));
  auto const made = init();
  ASSERT_EQ(code_of(made), "fine");
  EXPECT_THAT(made->retired_agencies, ::testing::ElementsAre("northshire-school"));
  EXPECT_THAT(made->retired_feeds, ::testing::ElementsAre("school-people"));
  EXPECT_THAT(made->retired_members, ::testing::ElementsAre("dora", "hanna"));
  open_it();
  EXPECT_EQ(hub().feed("school-people")->expected_until, parse_month("2026-10")) << "the month before this one";
  EXPECT_FALSE((*hub().member("dora"))->active);
  EXPECT_EQ(detail_of_last_leaf()["feeds_retired"].array().size(), 1U);
  EXPECT_EQ(detail_of_last_leaf()["members_retired"].number(), 2);
  auto const again = init();
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->retired_agencies.empty() && again->retired_feeds.empty() && again->retired_members.empty())
      << "told once, when it happens";
  put(folder() / "partnership.yaml", partnership_yaml);
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  EXPECT_EQ(hub().feed("school-people")->expected_until, std::nullopt) << "a feed may come back";
}

TEST_P(Init, NeverMovesAFeedToAnotherAgency) {
  auto const before = leaves().size();
  rewrite("{id: ed-istv, agency: northshire-general-ed", "{id: ed-istv, agency: northshire-school");
  auto const made = init();
  ASSERT_FALSE(made);
  EXPECT_EQ(code_of(made), "init.feed-moved");
  EXPECT_FALSE(made.error().problem.remedy.empty());
  open_it();
  EXPECT_EQ(hub().feed("ed-istv")->agency, "northshire-general-ed");
  EXPECT_EQ(leaves().size(), before);
}

TEST_P(Init, KilledAtAnyMomentNeverGoesByAFileItsLedgerDoesNotName) {
  hub_.reset();
  SeededChance moments{7};
  for (int round = 0; round < 12; ++round) {
    rewrite("name: Northshire Test Partnership", fmt::format("name: Northshire Partnership {}", round));
    run_init_and_kill_it(std::chrono::microseconds{moments.below(120'000)});
    open_it();
    auto const document = hub().database().query_one("SELECT document FROM partnership WHERE id = 1",
                                                     [](store::Row const& row) { return row.string(0); });
    EXPECT_EQ(detail_of_last_leaf()["partnership_sha256"].string(), crypto::to_hex(crypto::sha256(**document))) << round;
    ASSERT_TRUE(hub().log().sign_pending());
    hub_.reset();
  }
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Init, OfAnotherPartnershipIsRefused) {
  rewrite("id: northshire\n", "id: southshire\n");
  EXPECT_EQ(code_of(init()), "init.other-partnership");
  rewrite("synthetic: true", "synthetic: false");
  EXPECT_EQ(code_of(init()), "init.other-partnership") << "a synthetic hub never becomes a real one";
  open_it();
  EXPECT_EQ(hub().partnership().id, "northshire");
}

TEST_P(Init, NeverMakesNewKeysBesideOldData) {
  auto elsewhere = options();
  elsewhere.keys = folder() / "other-keys";
  EXPECT_EQ(code_of(init(elsewhere)), "init.keys-missing");
  EXPECT_FALSE(fs::exists(folder() / "other-keys" / "root.key"));
}

TEST_P(Init, WithoutAPartnershipFileMakesNoHubOutOfNothing) {
  if (!is_sqlite()) GTEST_SKIP() << "a PostgreSQL database is there before its hub";
  auto elsewhere = options();
  elsewhere.database = "sqlite:" + (folder() / "nothing.db").string();
  auto const made = initialise(elsewhere, shelf(), {}, clock_, chance_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().problem.code.view(), "init.no-hub");
  EXPECT_FALSE(fs::exists(folder() / "nothing.db"));
}

TEST_P(Init, AMissingKeyFileIsNeverMadeAnew) {
  take_in("police-incidents", police_month("2026-07", {3}));
  for (auto const* name : {"keys.db", "root.key", "hub.key", "signer.state", "signer.vkey"}) {
    auto const keys = *keys_folder(options());
    hub_.reset();
    fs::rename(keys / name, keys / "away");
    EXPECT_EQ(code_of(Hub::open(options(), shelf(), clock_, chance_)), "hub.keys-missing") << name;
    EXPECT_FALSE(fs::exists(keys / name)) << name;
    fs::rename(keys / "away", keys / name);
    open_it();
  }
}

TEST_P(Init, AFolderThatCannotBeMadeIsOneSentence) {
  auto elsewhere = options();
  elsewhere.database = (is_sqlite() ? "sqlite:" : "") + another_url().target();
  elsewhere.keys = folder() / "areas.geojson" / "keys";
  EXPECT_EQ(code_of(init(elsewhere)), "init.keys-folder");
}

TEST_P(Init, MakesAHubWhoseSigningKeyNeverLayInAFile) {
  crypto::test::SoftToken const token{folder() / "hsm"};
  ASSERT_TRUE(token.made() && token.make_key("ledger")) << "softhsm2 and opensc are needed";
  auto const place = folder() / "place";
  put(place, token.place_of("ledger"));
  fs::permissions(place, fs::perms::owner_read);
  auto elsewhere = options();
  elsewhere.database = is_sqlite() ? "sqlite:" + (folder() / "other.db").string() : another_url().target();
  elsewhere.keys = folder() / "other-keys";
  auto const init_with = [&](fs::path const& key) {
    hub_.reset();
    auto const parsed = read_partnership((folder() / "partnership.yaml").string(), {});
    auto const keys = read_agency_keys(folder() / "public");
    return code_of(initialise(elsewhere, shelf(), {parsed.file, *keys, key}, clock_, chance_));
  };
  EXPECT_EQ(init_with(folder() / "nowhere"), "file.not-found");
  put(folder() / "wrong", replaced(token.place_of("ledger"), "key ledger", "key another"));
  fs::permissions(folder() / "wrong", fs::perms::owner_read);
  EXPECT_EQ(init_with(folder() / "wrong"), "ledger.token-key");
  ASSERT_TRUE(crypto::write_key_file(folder() / "bare", crypto::SigningKey::generate(chance_)));
  EXPECT_EQ(init_with(folder() / "bare"), "init.ledger-key-file") << "a key, and not where one lies";
  for (auto const* name : {"signer.key", "root.key", "hub.key"}) EXPECT_FALSE(fs::exists(elsewhere.keys / name)) << "it is begun again: " << name;
  ASSERT_EQ(init_with(place), "fine");
  EXPECT_EQ(get(elsewhere.keys / "signer.key"), token.place_of("ledger"));
  EXPECT_FALSE(fs::exists(elsewhere.keys / "signer-first.key"));
  open_it(elsewhere);
  take_in("police-incidents", police_month("2026-07", {3}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_EQ(init_with(place), "init.ledger-key-exists");
  EXPECT_EQ(init_with({}), "fine") << "and again without it, as ever";
  open_it(elsewhere);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Init, TheWrongRootKeyIsRefused) {
  fs::remove(folder() / "keys" / "root.key");
  ASSERT_TRUE(store::KeyVault::create_root_key(folder() / "keys" / "root.key", chance_));
  auto const opened = Hub::open(options(), shelf(), clock_, chance_);
  EXPECT_EQ(code_of(opened), "keys.wrong-root");
  EXPECT_FALSE(opened.error().remedy.empty());
  EXPECT_EQ(code_of(init()), "keys.wrong-root");
}

TEST_P(Init, AnotherHubsSecretIsRefused) {
  ASSERT_EQ(code_of(init()), "fine");
  hub_.reset();
  fs::remove(folder() / "keys" / "hub.key");
  ASSERT_EQ(code_of(crypto::write_key_file(folder() / "keys" / "hub.key", crypto::generate_key(chance_))), "fine");
  EXPECT_EQ(code_of(Hub::open(options(), shelf(), clock_, chance_)), "keys.wrong-hub-key");
}

TEST_P(Init, ADatabaseOfANewerProgramIsRefused) {
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO schema_migration (number, schema_name, name, sha256, applied_at) VALUES (999, 'hub', 'later', 'x', 'y')")), "fine");
  EXPECT_EQ(code_of(Hub::open(options(), shelf(), clock_, chance_)), "store.newer-database");
  EXPECT_EQ(code_of(init()), "store.newer-database");
}

TEST_P(Init, AHubWithoutBoundariesSaysSo) {
  take_in_a_quarter();
  agree_on_figures();
  ASSERT_TRUE(hub().database().execute("DELETE FROM area"));
  ASSERT_TRUE(hub().database().execute("DELETE FROM area_set"));
  open_it();
  EXPECT_EQ(hub().release_areas(), nullptr);
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "areas.none");
}

TEST_P(Init, AHubWithoutAPartnershipDoesNotOpen) {
  ASSERT_TRUE(hub().database().execute("DELETE FROM partnership"));
  EXPECT_EQ(code_of(Hub::open(options(), shelf(), clock_, chance_)), "hub.no-partnership");
}

TEST_P(Init, BoundariesAndPopulationsWithErrorsChangeNothing) {
  struct Case {
    std::string_view name, file, content, code;
  };
  for (auto const& one : {Case{"no GeoJSON", "areas.geojson", "not json", ""}, {"no features", "areas.geojson", R"({"type":"FeatureCollection","features":[]})", ""},
                          {"no such column", "population.csv", "area,people\nA1,5\n", "population.no-column"},
                          {"no area of ours", "population.csv", "code,residents\nB1,5\n", "population.no-area"},
                          {"no number", "population.csv", "code,residents\nA1,many\n", "population.no-number"}}) {
    auto const good = get(folder() / one.file);
    put(folder() / one.file, one.content);
    auto const made = init();
    ASSERT_FALSE(made) << one.name;
    EXPECT_EQ(code_of(made), "init.documents") << one.name;
    ASSERT_FALSE(made.error().findings.empty()) << one.name;
    if (!one.code.empty()) {
      EXPECT_EQ(made.error().findings.front().code, one.code);
    }
    EXPECT_FALSE(made.error().findings.front().message.empty());
    put(folder() / one.file, good);
  }
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM area"), 4);
  EXPECT_EQ(number_of("SELECT sum(population) FROM area"), 5000);
}

TEST_P(Init, RefusesWhoeverMonitorsEqualityAndHasAnotherRole) {  // S82
  auto const with = [&](std::string const& roles) {
    put(folder() / "partnership.yaml", replaced(partnership(), "roles: [mentor]", "roles: [" + roles + "]"));
    return init();
  };
  for (auto const* roles : {"mentor, equality-monitoring-officer", "equality-monitoring-officer, information-governance-lead"}) {
    auto const made = with(roles);
    ASSERT_FALSE(made) << roles;
    ASSERT_EQ(made.error().findings.size(), 1U);
    EXPECT_EQ(made.error().findings.front().code, "role-not-alone");
    EXPECT_FALSE(made.error().findings.front().remedy.empty());
  }
  EXPECT_EQ(code_of(with("equality-monitoring-officer")), "fine");
}

TEST_P(Init, SaysWhichGatewayHasCommencedAndOpensNoOther) {  // S42, S94
  auto const with = [&](std::string const& ids) {
    put(folder() / "partnership.yaml", replaced(partnership(), "  synthetic: true\n", "  synthetic: true\n  commenced: [" + ids + "]\n"));
    return init();
  };
  open_it();
  ASSERT_NE(hub().vocabulary().gateway("ca2004.s16LA"), nullptr);
  EXPECT_FALSE(hub().vocabulary().gateway("ca2004.s16LA")->in_force) << "off until somebody says so";
  for (auto const* id : {"cda1998.s115", "no-such-gateway"}) {
    auto const made = with(id);
    ASSERT_FALSE(made) << id;
    EXPECT_EQ(code_of(made), "init.documents");
    ASSERT_EQ(made.error().findings.size(), 1U);
    EXPECT_EQ(made.error().findings.front().code, "not-awaited");
  }
  ASSERT_EQ(code_of(with("ca2004.s16LA")), "fine");
  open_it();
  EXPECT_TRUE(hub().vocabulary().gateway("ca2004.s16LA")->in_force);
  EXPECT_FALSE(hub().vocabulary().gateway("ca2004.s16LC")->in_force) << "and no other";
}

TEST_P(Init, KeyPlacesComeFromAFileOfTheirOwn) {
  rewrite("  agencies:\n", "  key_places: places.geojson\n  agencies:\n");
  put(folder() / "places.geojson",
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"school","name":"A school"},"geometry":{"type":"Point","coordinates":[-1.25,52.6]}}]})");
  auto const made = init();
  ASSERT_EQ(code_of(made), "fine");
  EXPECT_EQ(made->key_places, 1U);
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM key_place WHERE easting > 400000"), 1);
  put(folder() / "places.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]})");
  auto const bad = init();
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().findings.front().code, "key-place.malformed");
}

TEST(AgencyKeyFolder, RefusesWhatIsNoKey) {
  test_support::TemporaryFolder const folder;
  put(folder / "a.pub", "northshire-csp notbase64\n");
  auto const keys = read_agency_keys(folder.path());
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().front().code, "agency-key.malformed");
  EXPECT_EQ(read_agency_keys(folder / "nowhere").error().front().code, "agency-key.folder");
  auto const to_check_with = public_keys_in(folder.path());
  ASSERT_FALSE(to_check_with) << "a signature must not seem to be of nobody's key";
  EXPECT_EQ(to_check_with.error().front().code, "agency-key.malformed");
  EXPECT_EQ(public_keys_in(folder / "nowhere").error().front().code, "agency-key.folder");
}

TEST(KeysFolder, LiesBesideAnSqliteDatabaseAndMustBeNamedForPostgresql) {
  HubOptions options;
  options.database = "sqlite:/data/hub.db";
  EXPECT_EQ(*keys_folder(options), "/data/hub.db-keys");
  options.database = "postgresql://hub@/hub";
  EXPECT_EQ(code_of(keys_folder(options)), "hub.keys-folder");
  options.keys = "/keys";
  EXPECT_EQ(*keys_folder(options), "/keys");
}

struct Mistake {
  std::string_view name, from, to, code;
};

class PartnershipFileErrors : public ::testing::Test {
 protected:
  [[nodiscard]] Findings findings_of(std::string const& text) const {
    auto const file = (folder_ / "partnership.yaml").string();
    put(file, text);
    KnownWords const known{{"police", "local-authority", "nhs-provider", "school"}, {"police-incidents", "ed-placed", "person-list"}};
    auto const parsed = read_partnership(file, known);
    EXPECT_EQ(parsed.file.has_value(), !has_errors(parsed.findings));
    return parsed.findings;
  }
  test_support::TemporaryFolder folder_;
};

TEST_F(PartnershipFileErrors, NameLineColumnAndRemedy) {
  EXPECT_TRUE(findings_of(std::string{partnership_yaml}).empty());
  for (auto const& one : {
           Mistake{"unknown key", "  synthetic: true", "  sinthetic: true", "unknown-key"},
           {"unknown format", "concordat-partnership/1", "concordat-partnership/9", "unknown-format"},
           {"unknown kind", "kind: school,", "kind: skool,", "unknown-kind"},
           {"agency twice", "{id: northshire-school, kind", "{id: northshire-csp, kind", "twice"},
           {"feed twice", "{id: ed-istv, agency", "{id: police-incidents, agency", "twice"},
           {"a name for an agency's id", "{id: northshire-school, kind", "{id: Anna Aster, kind", "bad-id"},
           {"a telephone number in a feed's id", "{id: ed-istv, agency", "{id: ed-07700900123, agency", "bad-id"},
           {"a path for an agency's id", "{id: northshire-school, kind", "{id: \"../../etc\", kind", "bad-id"},
           {"member twice", "{id: bert, ", "{id: anna, ", "twice"},
           {"unknown agency of a member", "{id: bert, agency: northshire-police", "{id: bert, agency: nobody", "unknown-agency"},
           {"unknown agency of a feed", "{id: ed-istv, agency: northshire-general-ed", "{id: ed-istv, agency: nobody", "unknown-agency"},
           {"unknown profile", "profile: ed-placed", "profile: ed-elsewhere", "unknown-profile"},
           {"bad date", "\"2026-06-01\"", "\"1 June\"", "bad-date"},
           {"bad month", "first_period: \"2026-07\"", "first_period: \"July\"", "bad-month"},
           {"bad contact", "profile: ed-placed, every: P1M", "profile: ed-placed, contact: \"Ms Smith <smith@a.example>\", every: P1M", "bad-contact"},
           {"bad period", "profile: ed-placed, every: P1M", "profile: ed-placed, every: monthly", "bad-period"},
           {"no release area", "release_area: {kind: lsoa, vintage: 2021}", "release_area: {kind: msoa, vintage: 2021}", "no-release-area"},
           {"figures of fewer than everywhere", "  synthetic: true", "  synthetic: true\n  smallest_group: 5", "looser"},  // S42
           {"figures of far too many", "  synthetic: true", "  synthetic: true\n  smallest_group: 100000", "looser"},
           {"a year that is none", "{kind: lsoa, vintage: 2021, title", "{kind: lsoa, vintage: 21, title", "bad-vintage"},
       }) {
    auto const findings = findings_of(replaced(std::string{partnership_yaml}, one.from, one.to));
    EXPECT_THAT(findings, ::testing::Contains(::testing::AllOf(::testing::Field(&Finding::code, one.code), ::testing::Field(&Finding::line, ::testing::Gt(0U)),
                                                               ::testing::Field(&Finding::column, ::testing::Gt(0U)),
                                                               ::testing::Field(&Finding::remedy, ::testing::Not("")))))
        << one.name;
    EXPECT_THAT(findings, ::testing::Each(::testing::Field(&Finding::message, ::testing::Not(::testing::EndsWith(".."))))) << one.name;
  }
  auto const mistake = findings_of(replaced(std::string{partnership_yaml}, "{id: bert, agency: northshire-police", "{id: bert, agency: nobody"));
  EXPECT_EQ(mistake.front().line, 14U);
}

TEST_F(PartnershipFileErrors, AFileThatIsNoneIsOneFinding) {
  EXPECT_TRUE(has_errors(findings_of("")));
  EXPECT_TRUE(has_errors(findings_of("partnership: [")));
  EXPECT_TRUE(has_errors(findings_of("something: else\n")));
  EXPECT_TRUE(has_errors(read_partnership((folder_ / "nowhere.yaml").string(), {}).findings));
}

}  // namespace
}  // namespace concordat::hub::proving
