// SPDX-License-Identifier: Apache-2.0
// Everything the hub does leaves its leaf, what is refused and what finds nothing too; and nothing about anybody leaves
// the sealed columns, wherever one looks.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <functional>
#include <set>

#include "crypto/key_file.h"
#include "hub/feeds.h"
#include "hub/hub_test_tools.h"
#include "hub/supply/preflight.h"
#include "hub/retention.h"
#include "hub/release/ledger_desk.h"
#include "hub/witness/kit.h"
#include "hub/release/tables.h"
#include "support/postgres_cluster.h"

namespace concordat::hub::proving {
namespace {

class EveryAct : public HubTest {};
CONCORDAT_ON_BOTH_STORES(EveryAct);

struct ActCase {
  std::string_view name;
  std::function<void()> act;
  ledger::Event event;
  std::optional<ledger::Verdict> verdict;
  std::size_t leaves = 1;
};

TEST_P(EveryAct, HasItsLeaf) {  // S52
  auto const look = [this](std::string_view member) { ASSERT_TRUE(QuarantineView::read(hub(), *hub().feed("school-people"), **hub().member(member))); };
  using ledger::Event;
  using ledger::Verdict;
  std::vector<ActCase> const cases{
      {"submit", [&] { take_in("police-incidents", police_month("2026-07", {9, 9})); }, Event::receive, Verdict::permit},
      {"submit, refused", [&] { EXPECT_FALSE(submit("police-incidents", "colour\nred\n")); }, Event::receive, Verdict::refuse},
      {"submit of an empty file", [&] { EXPECT_FALSE(submit("ed-istv", "")); }, Event::receive, Verdict::refuse},
      {"submit of the other months", [&] { take_in("police-incidents", police_month("2026-08", {9}) + police_row("z", "2026-09", 1, 0)); }, Event::receive, Verdict::permit},
      {"submit of people", [&] { take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,none of them,,\n"); }, Event::receive, Verdict::permit},
      {"refusal without an agreement", [&] { ASSERT_TRUE(release(hub(), {csp_request(), {}})); }, Event::refuse, Verdict::refuse},
      {"refusal of an unknown table", [&] { ASSERT_TRUE(release(hub(), {csp_request("people"), {}})); }, Event::refuse, Verdict::refuse},
      {"refusal of a stranger", [&] { ASSERT_TRUE(release(hub(), {{"violence-map", "x y", "z", "q", "w"}, {}})); }, Event::refuse, Verdict::refuse},
      {"agreement", [&] { bring_into_force(agreement_text({})); }, Event::agreement, std::nullopt, 3},  // added, and two people's yes
      {"the same agreement again", [&] { bring_into_force(agreement_text({})); }, Event::agreement, std::nullopt},
      {"disclosure that closes its quarter", [&] { (void)release_of(csp_request()); }, Event::disclose, Verdict::permit, 2},
      {"the same again", [&] { (void)release_of(csp_request()); }, Event::access, Verdict::permit},
      {"nothing to release", [&] { ASSERT_FALSE(release(hub(), {csp_request("violence-map"), "2020-Q1"})); }, Event::refuse, Verdict::refuse},
      {"a look at the feeds", [&] { ASSERT_TRUE(feed_status(hub(), "northshire-csp", "anna")); }, Event::access, std::nullopt},
      {"a look at the feeds by nobody", [&] { ASSERT_TRUE(feed_status(hub(), "", "")); }, Event::access, std::nullopt},
      {"a look at quality", [&] { ASSERT_TRUE(feed_quality(hub(), *hub().feed("police-incidents"), "northshire-police", "bert")); }, Event::access, std::nullopt},
      {"a look at quality that finds nothing", [&] { ASSERT_TRUE(feed_quality(hub(), *hub().feed("ed-istv"), "northshire-general-ed", "cleo")); }, Event::access, std::nullopt},
      {"a look at another agency's quality", [&] { EXPECT_EQ(code_of(feed_quality(hub(), *hub().feed("ed-istv"), "northshire-csp", "anna")), "quality.supplier-only"); }, Event::refuse, Verdict::refuse},
      {"a look at the quarantine", [&] { look("anna"); }, Event::access, std::nullopt},
      {"a look at its values", [&] { look("dora"); }, Event::access, std::nullopt},
      {"a look at the agreements", [&] { ASSERT_TRUE(list_agreements(hub(), "northshire-csp", "anna")); }, Event::access, std::nullopt},
      {"a look at the ledger", [&] { ASSERT_TRUE(look_at_ledger(hub())->report.intact()); }, Event::access, std::nullopt},
      {"the proof of a file", [&] { ASSERT_TRUE(look_at_ledger(hub(), content_of(release_of(csp_request()), "violence-by-area.csv"))->proof); }, Event::access, std::nullopt, 2},
      {"the proof of a stranger's file", [&] { ASSERT_TRUE(look_at_ledger(hub(), "something else")->unproved); }, Event::access, std::nullopt},
      {"an export", [&] { ASSERT_TRUE(export_ledger(hub(), folder() / "log")); }, Event::export_, std::nullopt},
      {"a suspended agreement", [&] { ASSERT_TRUE(change_agreement(hub(), "isa.northshire.police@1", AgreementChange::suspend, "greta", "For this test")); }, Event::agreement, std::nullopt},
      {"an agreement that may not be changed", [&] { ASSERT_FALSE(change_agreement(hub(), "isa.northshire.police@1", AgreementChange::end, "anna")); }, Event::refuse, Verdict::refuse},
      {"init", [&] { ASSERT_EQ(code_of(init()), "fine"); open_it(); }, Event::admin, std::nullopt},
      {"deletion", [&] { clock_.set(*parse_instant("2028-01-01T00:00:00Z")); ASSERT_TRUE(run_retention(hub())); }, Event::erase, std::nullopt},
  };
  for (auto const& one : cases) {
    auto const before = *hub().log().size();
    one.act();
    auto const after = leaves();
    ASSERT_EQ(after.size(), before + one.leaves) << one.name;
    auto const& leaf = after.back();
    EXPECT_EQ(leaf.event, one.event) << one.name;
    EXPECT_EQ(leaf.verdict, one.verdict) << one.name;
    EXPECT_FALSE(leaf.request.empty()) << one.name;
    auto const note = hub().log().note();
    ASSERT_TRUE(note && *note) << one.name;
    EXPECT_NE((*note)->find(fmt::format("\n{}\n", after.size())), std::string::npos) << one.name << ": signed before it is answered";
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(EveryAct, IsAnsweredWhereItIsALookAtTheLedgerThatCannotBeWritten) {
  take_in("police-incidents", police_month("2026-07", {9, 9}));
  auto impatient = options();
  impatient.patience = std::chrono::milliseconds{50};
  open_it(impatient);
  auto const before = *hub().log().size();
  {
    auto other = open();
    auto holding = store::Transaction::write(other);
    ASSERT_TRUE(holding);
    ASSERT_TRUE(other.execute("UPDATE ledger_head SET size = size WHERE one = 1"));
    auto const look = look_at_ledger(hub());
    ASSERT_EQ(code_of(look), "fine");
    EXPECT_TRUE(look->report.intact());
    ASSERT_TRUE(look->unrecorded);
    EXPECT_EQ(look->unrecorded->fault, Fault::locked);
  }
  EXPECT_EQ(*hub().log().size(), before);
  EXPECT_FALSE(look_at_ledger(hub())->unrecorded);
  EXPECT_EQ(*hub().log().size(), before + 1);
}

TEST_P(EveryAct, AddsNothingToALedgerThatDoesNotHold) {
  auto const off = is_sqlite() ? store::Sql{"DROP TRIGGER ledger_leaf_no_update"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ALL"};
  ASSERT_TRUE(hub().database().execute(off));
  ASSERT_TRUE(hub().database().execute(is_sqlite() ? store::Sql{"UPDATE ledger_leaf SET entry = x'7b7d' WHERE i = 0"}
                                                   : store::Sql{"UPDATE ledger_leaf SET entry = '\\x7b7d' WHERE i = 0"}));
  auto const before = *hub().log().size();
  auto const look = look_at_ledger(hub());
  ASSERT_EQ(code_of(look), "fine");
  EXPECT_FALSE(look->report.intact());
  EXPECT_EQ(*hub().log().size(), before);
}

// Words that stand for a person and nowhere else.
std::vector<std::string> const canaries{"Zebulonia", "Quackenbosh", "9434765919", "943 476 5919", "1999-03-31", "31/03/1999", "zq.canary@example.org", "07700900123", "Kanarienvogelweg"};

class Canary : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
  }
  [[nodiscard]] static std::string people() {
    return "Record ID,Name,Date of Birth,Role,NHS Number,Email,Phone,Address,Remarks\n"
           "1,Zebulonia Quackenbosh,31/03/1999,Victim,943 476 5919,zq.canary@example.org,07700900123,1 Kanarienvogelweg,Zebulonia again\n"
           "2,Zebulonia Quackenbosh,31/03/1999,,943 476 5919,zq.canary@example.org,07700900123,1 Kanarienvogelweg,\n"
           "3,Zebulonia Quackenbosh,31/03/2999,Zebulonia,943 476 5918,Quackenbosh,Quackenbosh,1 Kanarienvogelweg,\n"
           "3,Zebulonia Quackenbosh,31/03/1999,Victim,943 476 5919,,,,\n"
           "4,Zebulonia Quackenbosh\n";
  }
  void expect_clean(std::string_view where, std::string_view bytes) {
    for (auto const& canary : canaries) EXPECT_EQ(bytes.find(canary), std::string_view::npos) << canary << " in " << where;
  }
  void expect_clean(fs::path const& folder_of_files) {
    for (auto const& entry : fs::recursive_directory_iterator{folder_of_files}) {
      expect_clean("a name", entry.path().string());
      if (entry.is_regular_file()) expect_clean(entry.path().filename().string(), get(entry.path()));
    }
  }
  /// Every value of every table in the form a person would find it in.
  [[nodiscard]] std::string dump() {
    std::string all;
    for (auto const sql : {store::Sql{"SELECT * FROM partnership"}, store::Sql{"SELECT * FROM agency"}, store::Sql{"SELECT * FROM member"}, store::Sql{"SELECT * FROM feed"},
                           store::Sql{"SELECT * FROM hub_clock"}, store::Sql{"SELECT * FROM outbox"}, store::Sql{"SELECT * FROM submission"}, store::Sql{"SELECT * FROM source_record"},
                           store::Sql{"SELECT * FROM source_key"}, store::Sql{"SELECT * FROM event"}, store::Sql{"SELECT * FROM person_in_event"}, store::Sql{"SELECT * FROM person"},
                           store::Sql{"SELECT * FROM link"}, store::Sql{"SELECT * FROM assertion"}, store::Sql{"SELECT * FROM quarantine"}, store::Sql{"SELECT * FROM quality"},
                           store::Sql{"SELECT * FROM feed_month"}, store::Sql{"SELECT * FROM agreement"}, store::Sql{"SELECT * FROM release"}, store::Sql{"SELECT * FROM release_file"},
                           store::Sql{"SELECT * FROM refusal"}, store::Sql{"SELECT * FROM ledger_leaf"}, store::Sql{"SELECT * FROM ledger_tile"}, store::Sql{"SELECT * FROM ledger_checkpoint"},
                           store::Sql{"SELECT * FROM ledger_opening"}, store::Sql{"SELECT * FROM feed_points"},
                           store::Sql{"SELECT * FROM may_i"}, store::Sql{"SELECT * FROM fact_record"}, store::Sql{"SELECT * FROM sharing_request"}, store::Sql{"SELECT * FROM data_use"}}) {
      auto const read = hub().database().query(sql, [&](store::Row const& row) {
        for (int column = 0; column < row.columns(); ++column) {
          all += '\x1f';
          if (!row.is_null(column)) all += std::string{crypto::text_of(row.blob(column))} + '\x1f' + row.string(column);
        }
      });
      EXPECT_EQ(code_of(read), "fine") << sql.view();
    }
    return all;
  }
};
CONCORDAT_ON_BOTH_STORES(Canary);

TEST_P(Canary, IsFoundNowhereButWhereItIsSealed) {  // S56
  auto const request = SubmitRequest{.feed = "school-people", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "Zebulonia Quackenbosh 9434765919.csv"};
  auto const tally = submit_file(hub(), request, file_of(people()), {});
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 2U);
  for (auto const& [code, times] : tally->codes) expect_clean("a code", code + tally->remedies.at(code));
  // the police's rows name people in the reference and the place
  take_in("police-incidents", std::string{police_header} + "Zebulonia/1,02/07/2026,10:00,Common assault,451000,301000,1 Kanarienvogelweg,none\n"
                                                           "Quackenbosh/2,02/13/2026,10:00,Common assault,451000,301000,1 Kanarienvogelweg,none\n");
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) take_in("police-incidents", police_month(month, {9, 9}));
  // error paths: what cannot be read, what nobody agreed to, what nobody knows
  auto const failed = submit("police-incidents", people());
  ASSERT_FALSE(failed);
  expect_clean("a problem", sentence(failed.error().problem));
  auto const refused = release(hub(), {{"Zebulonia", "Quackenbosh", "9434765919", "31/03/1999", "zq.canary@example.org"}, "07700900123"});
  ASSERT_TRUE(refused);
  for (auto const& reason : std::get<Refusal>(*refused).reasons) expect_clean("a reason", reason.why + reason.remedy + reason.field + reason.source);
  bring_into_force(agreement_text({}));
  auto const nothing = release(hub(), {csp_request("violence-map"), "Zebulonia"});
  ASSERT_FALSE(nothing);
  expect_clean("a problem", sentence(nothing.error()));
  for (auto const& table : release_tables()) {
    if (needs_earlier_quarters(table.kind) || table.kind == TableKind::contrast) continue;  // need more than this hub holds
    auto const made = release_of(csp_request(std::string{table.id.view()}));
    for (auto const& file : made.files()) expect_clean(file.name, file.name + file.content);
  }
  ASSERT_TRUE(hub().log().export_to(folder() / "exported"));
  expect_clean(folder() / "exported");
  expect_clean(folder() / "keys");
  expect_clean("the database", dump());
  if (is_sqlite()) {
    expect_clean("the file of the database", get(url().target()));
    if (fs::exists(url().target() + "-wal")) expect_clean("its journal", get(url().target() + "-wal"));
  }
  auto const checked = preflight(shelf(), {.profile = "person-list", .mapping = {}, .mapping_name = {}, .supplier_kind = {}}, file_of(people()), options().reader, clock_);
  ASSERT_EQ(code_of(checked), "fine");
  for (auto const& fault : checked->faults) expect_clean("a fault", fault.code + fault.field + fault.remedy);
}

class CommandLine : public Canary {
 protected:
  /// Runs the program; what it printed on both outputs.
  [[nodiscard]] std::string run(std::vector<std::string> words, int& exit_code, bool without_network = false) {
    auto const out = folder() / "output";
    words.insert(words.begin(), program());
    if (without_network) words.insert(words.begin(), {"unshare", "-n"});
    words.insert(words.end(), {"--definitions", options().definitions.string()});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto const child = ::fork();
    if (child == 0) {
      auto const file = ::open(out.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      ::dup2(file, 1);
      ::dup2(file, 2);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return get(out);
  }
  /// As --help tells them: "submit", "ledger verify".
  [[nodiscard]] std::set<std::string> verbs(std::string const& group = {}) {
    int exit_code = 0;
    std::vector<std::string> words;
    for (auto const word : text::split(group, ' ')) {
      if (!word.empty()) words.emplace_back(word);
    }
    words.emplace_back("--help");
    auto const help = run(words, exit_code);
    std::set<std::string> all;
    auto const list = help.find("Subcommands:");
    if (!group.empty() && help.find("[SUBCOMMAND]") != std::string::npos) all.insert(group);
    if (list == std::string::npos) return {group};
    for (auto const line : text::split(std::string_view{help}.substr(list), '\n')) {
      if (!line.starts_with("  ") || line.size() < 3 || line[2] == ' ') continue;
      std::string const name{line.substr(2, line.find(' ', 2) - 2)};
      all.merge(verbs(group.empty() ? name : group + " " + name));
    }
    return all;
  }
  [[nodiscard]] std::vector<std::string> with_database(std::vector<std::string> words, bool with_clock = true) const {
    words.insert(words.end(), {"--database", options().database, "--keys", options().keys.string()});
    if (with_clock) words.insert(words.end(), {"--now", "2026-11-21T10:00:00Z"});
    return words;
  }
};
CONCORDAT_ON_BOTH_STORES(CommandLine);

TEST_P(CommandLine, SaysNothingOfAnybody) {  // S56
  put(folder() / "list.csv", people());
  hub_.reset();
  int exit_code = 0;
  auto const file = (folder() / "list.csv").string();
  for (auto const* json : {"", "--json"}) {
    auto const say = [&](std::vector<std::string> words) {
      if (*json != '\0') words.emplace_back(json);
      auto const verb = words.front();
      expect_clean(verb, run(std::move(words), exit_code));
    };
    say({"check", file, "--profile", "person-list"});
    say({"check", file, "--suggest"});
    say(with_database({"submit", "--feed", "police-incidents", file}));
    say(with_database({"submit", "--feed", "school-people", file}));
    say(with_database({"submit", "--feed", "school-people", file}));
    say(with_database({"feeds", "--by", "anna"}));
    say(with_database({"quality", "--feed", "school-people", "--by", "dora"}));
    say(with_database({"quarantine", "--feed", "school-people", "--by", "anna"}));
    say(with_database({"release", "violence-map", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}));
    EXPECT_EQ(exit_code, 3);
    say(with_database({"ledger", "verify"}, false));
    EXPECT_EQ(exit_code, 0);
  }
}

/// What a verb leaves behind in the ledger: an event, or nothing because it touches no hub.
struct VerbCase {
  std::string verb;
  std::vector<std::string> words;
  std::optional<ledger::Event> event;
  int exit_code = 0;
  std::size_t leaves = 1;  ///< where there is an event: that one is the last
};

TEST_P(CommandLine, EveryVerbHasItsLeafOrTouchesNoHub) {  // S52
  put(folder() / "july.csv", police_month("2026-07", {9}));
  auto const file = [this](std::string_view name) { return (folder() / name).string(); };
  put(folder() / "figures.yaml", agreement_text({}));
  auto const with_contact = replaced(partnership(), "title: \"Incidents\",", "title: \"Incidents\", contact: feeds@police.example,");
  put(folder() / "partnership.yaml", replaced(with_contact, "  feeds:\n", "    - {id: carl, agency: northshire-police, roles: [feed-supplier], trained: []}\n  feeds:\n"));
  fs::create_directory(folder() / "spool");
  fs::create_directories(folder() / "drop/northshire-police/police-incidents");
  put(folder() / "drop/northshire-police/police-incidents/august.csv", police_month("2026-08", {9}));
  using ledger::Event;
  auto const signing = [&](std::string const& agency) {
    return std::vector<std::string>{"agreement", "sign", file("figures.yaml"), "--agency", agency, "--post", "information-governance-lead", "--key", file(agency + ".key")};
  };
  for (auto const* agency : {"northshire-police", "northshire-csp"}) {
    ASSERT_TRUE(crypto::write_key_file(file(std::string{agency} + ".key"), signing_keys_.at(agency)));
  }
  std::string const reference = "isa.northshire.police@1";
  put(folder() / "people.csv", "id,name,born\n1,Ann,2001-02-03\n2,Ann,2001-02-03\n3,Tom,2002-03-04\n");
  put(folder() / "linkage.yaml",
      "format: concordat-linkage/1\nname: small\nfields:\n  - {field: name, kind: surname}\n  - {field: born, kind: date_of_birth}\n"
      "candidates: [[name]]\ncomparisons:\n  - {name: born, fields: [born], levels: [{level: same, when: {exact: born}}, {level: other}]}\n"
      "prior: {rules: [[name, born]]}\nlearning: {sessions: [[name]], random_pairs: 1000}\n");
  fs::create_directory(folder() / "documents");
  fs::copy(file("figures.yaml"), folder() / "documents/figures.yaml");
  put(folder() / "requests.jsonl", "{\"asker\": \"northshire-school\", \"discloser\": \"northshire-police\"}\n");
  put(folder() / "records.jsonl", "");
  put(folder() / "points.csv", "x,y,day\n100,100,2026-01-05\n110,100,2026-01-06\n900,100,2026-02-05\n905,120,2026-02-06\n500,950,2026-03-01\n");
  put(folder() / "counts.csv", "count1,count2\n12,900\n31,1200\n");
  std::string records = "area,method\n";
  for (int i = 0; i < 40; ++i) records += i % 2 == 0 ? "a,x\n" : "b,y\n";
  put(folder() / "records.csv", records);
  put(folder() / "record-profile.yaml", "format: concordat-protection/1\nname: leaf\nl: 1\ncolumns:\n  - {column: area, role: known, steps: [as-is, all]}\n  - {column: method, role: sensitive}\n");
  put(folder() / "published.csv", "area,x,y,Total\na,*,9,12\nb,7,8,15\nTotal,10,17,27\n");
  std::string const none(36, '0');
  std::vector<VerbCase> const cases{
      {"init", with_database({"init", "--partnership", file("partnership.yaml"), "--agency-keys", file("public")}), Event::admin},
      {"check", {"check", file("july.csv")}, {}},
      {"submit", with_database({"submit", "--feed", "police-incidents", file("july.csv")}), Event::receive},
      {"collect", with_database({"collect", "--drop", file("drop"), "--settle", "0"}), Event::receive},
      {"feeds", with_database({"feeds", "--by", "anna"}), Event::access},
      {"feeds template", with_database({"feeds", "template", "police-incidents", "--out", file("template.xlsx")}), Event::access},
      {"chase", with_database({"chase", "--from", "hub@a.example", "--spool", file("spool")}), Event::send},
      {"quality", with_database({"quality", "--feed", "police-incidents", "--by", "bert"}), Event::access},
      {"plan publish", with_database({"plan", "publish", "--feed", "police-incidents", "--shows", "rows", "--by", "carl"}), Event::admin},
      {"plan target", with_database({"plan", "target", "--feed", "police-incidents", "--measure", "accepted", "--percent", "95", "--until", "2027-01-31", "--by", "carl"}), Event::admin},
      {"plan withdraw", with_database({"plan", "withdraw", "--feed", "police-incidents", "--target", std::string(36, '0'), "--by", "carl"}), {}, 1},
      {"place-text list", with_database({"place-text", "list", "--feed", "police-incidents", "--by", "carl"}), Event::access},
      {"place-text map", with_database({"place-text", "map", "--feed", "police-incidents", "--text", "1", "--means", "home", "--by", "carl"}), {}, 1},
      {"place-text forget", with_database({"place-text", "forget", "--feed", "police-incidents", "--meaning", "1", "--by", "carl"}), {}, 1},
      {"quarantine", with_database({"quarantine", "--feed", "police-incidents", "--by", "bert"}), Event::access},
      {"agreement check", {"agreement", "check", file("figures.yaml")}, {}},
      {"agreement print", {"agreement", "print", file("figures.yaml")}, {}},
      {"agreement decide", {"agreement", "decide", file("documents"), "--requests", file("requests.jsonl")}, {}},
      {"agreement why", {"agreement", "why", file("documents"), "--requests", file("requests.jsonl")}, {}, 3},
      {"agreement plan", {"agreement", "plan", file("documents"), "--requests", file("requests.jsonl")}, {}},
      {"agreement what-if", {"agreement", "what-if", file("documents"), "--requests", file("requests.jsonl"), "--set", "age=15"}, {}, 3},
      {"agreement simulate", {"agreement", "simulate", file("documents"), file("documents"), "--requests", file("requests.jsonl")}, {}},
      {"agreement replay", {"agreement", "replay", file("documents"), "--requests", file("records.jsonl")}, {}},
      {"agreement replay", with_database({"agreement", "replay", "--by", "greta"}), Event::access},
      {"agreement templates", {"agreement", "templates"}, {}},
      {"agreement new", {"agreement", "new", "locator", "--out", file("locator.yaml")}, {}},
      {"agreement assessments", {"agreement", "assessments", file("figures.yaml"), "--out", file("papers")}, {}},
      {"agreement draft add", with_database({"agreement", "draft", "add", file("figures.yaml"), "--by", "greta"}), Event::agreement},
      {"agreement draft list", with_database({"agreement", "draft", "list", "--by", "greta"}), Event::access},
      {"agreement draft show", with_database({"agreement", "draft", "show", "none", "--by", "greta"}), Event::access, 1},
      {"agreement draft use", with_database({"agreement", "draft", "use", "none", "--rule", "figures", "--field", "police.count_by_cell", "--use", "maps", "--by", "anna"}), Event::refuse, 1},
      {"agreement draft answer", with_database({"agreement", "draft", "answer", "none", "--rule", "figures", "--field", "police.count_by_cell", "--answer", "accept", "--by", "paula"}), Event::refuse, 1},
      {"agreement draft write", with_database({"agreement", "draft", "write", "none", "--out", file("drafted.yaml"), "--by", "greta"}), Event::access, 1},
      {"agreement key", {"agreement", "key", "--agency", "northshire-school", "--key", file("school.key")}, {}},
      {"agreement sign", signing("northshire-police"), {}},
      {"agreement sign", signing("northshire-csp"), {}},
      {"agreement add", with_database({"agreement", "add", file("figures.yaml")}), Event::agreement},
      {"agreement activate", with_database({"agreement", "activate", reference, "--by", "greta"}), Event::agreement},
      {"agreement activate", with_database({"agreement", "activate", reference, "--by", "paula"}), Event::agreement},
      {"agreement assess", with_database({"agreement", "assess", reference, "--eia-ref", "EIA-1", "--date", "2026-11-01", "--owner", "strategic-lead", "--by", "greta"}), Event::agreement},
      {"agreement acknowledge", with_database({"agreement", "acknowledge", reference, "--by", "anna"}), Event::agreement},
      {"agreement acknowledgements", with_database({"agreement", "acknowledgements", reference, "--by", "greta"}), Event::access},
      {"agreement history", with_database({"agreement", "history", reference, "--by", "greta"}), Event::access},
      {"agreement list", with_database({"agreement", "list"}), Event::access},
      {"agreement who", {"agreement", "who", "police.*", file("figures.yaml")}, {}},
      {"agreement what", with_database({"agreement", "what", "northshire-csp", "analyst"}), Event::access},
      {"agreement diff", {"agreement", "diff", file("figures.yaml"), file("figures.yaml")}, {}},
      {"agreement overlap", with_database({"agreement", "overlap"}), Event::access},
      {"agreement coverage", with_database({"agreement", "coverage"}), Event::access},
      {"agreement calendar", with_database({"agreement", "calendar", "--by", "greta"}), Event::access},
      {"agreement register", with_database({"agreement", "register", "--out", file("register.json"), "--format", "json"}), Event::access},
      {"release", with_database({"release", "violence-map", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"patterns", with_database({"patterns", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"hotspots", with_database({"hotspots", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"change", with_database({"change", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"contrast", with_database({"contrast", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"near-repeat", with_database({"near-repeat", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"scan", with_database({"scan", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"around", with_database({"around", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"space-time", with_database({"space-time", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"funnel", with_database({"funnel", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"signals", with_database({"signals", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"forecast", with_database({"forecast", "--for", "northshire-school", "--by", "dora", "--purpose", "violence-hotspot-analysis"}), Event::refuse, 3},
      {"agreement suspend", with_database({"agreement", "suspend", reference, "--reason", "a breach was found", "--by", "greta"}), Event::agreement},
      {"agreement resume", with_database({"agreement", "resume", reference, "--by", "greta"}), Event::agreement},
      {"agreement end", with_database({"agreement", "end", reference, "--reason", "it is over", "--by", "greta"}), Event::agreement},
      {"agreement stop-check", with_database({"agreement", "stop-check"}), {}},  // nothing new stands still: no entry
      {"may-i", with_database({"may-i", "--agency", "northshire-police", "--role", "analyst", "--purpose", "violence-hotspot-analysis", "--field", "person.name", "--by", "anna"}), Event::access, 3},
      {"may-i list", with_database({"may-i", "list", "--by", "anna"}), Event::access},
      {"may-i show", with_database({"may-i", "show", none, "--by", "anna"}), Event::refuse, 1},
      {"request ask", with_database({"request", "ask", "--agency", "northshire-police", "--role", "analyst", "--purpose", "violence-hotspot-analysis", "--field", "person.name", "--matter", "A/1", "--necessary", "to plan the year", "--by", "anna"}), Event::refuse, 3},
      {"request list", with_database({"request", "list", "--by", "anna"}), Event::access},
      {"request show", with_database({"request", "show", none, "--by", "anna"}), Event::refuse, 1},
      {"request give", with_database({"request", "give", none, "--how", "verbally", "--by", "greta"}), Event::refuse, 3},
      {"request open", with_database({"request", "open", none, "--by", "anna"}), Event::refuse, 1},
      {"request take-back", with_database({"request", "take-back", none, "--because", "it was somebody else", "--by", "greta"}), Event::refuse, 1},
      {"correction make", with_database({"correction", "make", "--request", none, "--kind", "corrected", "--field", "person.name", "--because", "it was spelt otherwise", "--by", "greta"}), Event::refuse, 1},
      {"correction list", with_database({"correction", "list", "--by", "greta"}), Event::access},
      {"correction answer", with_database({"correction", "answer", none, "--outcome", "no-copy-held", "--by", "anna"}), Event::refuse, 1},
      {"lists", with_database({"lists", "--by", "greta"}), Event::access},
      {"lists owner", with_database({"lists", "owner", "school-people", "--none", "--by", "hanna"}), Event::admin},
      {"request decline", with_database({"request", "decline", none, "--code", "R10", "--because", "a source is behind it", "--review-on", "2027-01-31", "--by", "greta"}), Event::refuse, 3},
      {"appeal make", with_database({"appeal", "make", "--request", none, "--because", "why it was so", "--by", "anna"}), Event::refuse, 3},
      {"appeal decide", with_database({"appeal", "decide", none, "--outcome", "upheld", "--because", "why it was so", "--by", "greta"}), Event::refuse, 3},
      {"appeal list", with_database({"appeal", "list", "--by", "greta"}), Event::access},
      {"fact record", with_database({"fact", "record", "age", "--matter", "A/1", "--number", "15", "--by", "anna"}), Event::facts},
      {"fact list", with_database({"fact", "list", "--matter", "A/1", "--by", "anna"}), Event::access},
      {"fact withdraw", with_database({"fact", "withdraw", none, "--by", "anna"}), Event::refuse, 1},
      {"refusals", with_database({"refusals", "--by", "greta"}), Event::access},
      {"uses", with_database({"uses", "--by", "greta"}), Event::access},
      {"break-glass begin", with_database({"break-glass", "begin", "--matter", "A/1", "--danger", "life", "--because", "He was seen with a knife outside the school", "--by", "anna"}), Event::break_glass},
      {"break-glass end", with_database({"break-glass", "end", none, "--by", "anna"}), Event::refuse, 1},
      {"break-glass review", with_database({"break-glass", "review", none, "--outcome", "justified", "--because", "it was right", "--by", "greta"}), Event::refuse, 3},
      {"break-glass list", with_database({"break-glass", "list", "--by", "greta"}), Event::access},
      {"audit-sample list", with_database({"audit-sample", "list", "--by", "greta"}), Event::access},
      {"audit-sample done", with_database({"audit-sample", "done", none, "--outcome", "in-order", "--because", "looked at it all", "--by", "greta"}), Event::refuse, 3},
      {"link", with_database({"link", "--by", "anna"}), Event::access},  // nothing came since the last file was linked
      {"link report", with_database({"link", "report", "--by", "anna"}), Event::access},
      {"link duplicates", with_database({"link", "duplicates", "--by", "anna"}), Event::refuse, 3},
      {"link queue", with_database({"link", "queue", "--by", "anna"}), Event::refuse, 3},
      {"link show", with_database({"link", "show", "1", "--by", "anna"}), Event::refuse, 3},
      {"link person", with_database({"link", "person", "1", "--by", "anna"}), Event::refuse, 3},
      {"link household", with_database({"link", "household", "1", "--purpose", "prevent-serious-violence", "--matter", "A/1", "--necessary", "She did not come home", "--by", "anna"}), Event::refuse, 3},
      {"link assign", with_database({"link", "assign", "1", "--by", "anna"}), Event::refuse, 3},
      {"link decide", with_database({"link", "decide", "1", "--outcome", "link", "--because", "seen in both", "--by", "anna"}), Event::refuse, 3},
      {"link second", with_database({"link", "second", none, "--outcome", "agree", "--because", "seen in both", "--by", "anna"}), Event::refuse, 3},
      {"link withdraw", with_database({"link", "withdraw", none, "--because", "it was wrong", "--by", "anna"}), Event::refuse, 3},
      {"link undo", with_database({"link", "undo", none, "--because", "it was wrong", "--by", "anna"}), Event::refuse, 3},
      {"link split", with_database({"link", "split", "1", "--record", "2", "--because", "a record of another child", "--by", "anna"}), Event::refuse, 3},
      {"link quality", with_database({"link", "quality", "--by", "anna"}), Event::access},
      {"link-sample draw", with_database({"link-sample", "draw", "--size", "20", "--until", "2026-12-20", "--by", "anna"}), Event::refuse, 3},
      {"link-sample list", with_database({"link-sample", "list", "--by", "anna"}), Event::access},
      {"link-sample next", with_database({"link-sample", "next", none, "--by", "anna"}), Event::refuse, 3},
      {"link-sample judge", with_database({"link-sample", "judge", none, "--pair", "1", "--outcome", "same", "--by", "anna"}), Event::refuse, 3},
      {"link-sample close", with_database({"link-sample", "close", none, "--by", "anna"}), Event::refuse, 3},
      {"link merge", with_database({"link", "merge", "1", "2", "--because", "one and the same child", "--by", "anna"}), Event::refuse, 3},
      {"criteria list", with_database({"criteria", "list", "--by", "anna"}), Event::refuse, 3},
      {"criteria check", with_database({"criteria", "check", "1", "--programme", "families-2012", "--purpose", "family-support", "--matter", "A/1", "--necessary", "She did not come home", "--by", "anna"}), Event::refuse, 3},
      {"criteria judge", with_database({"criteria", "judge", "1", "--programme", "families-2012", "--purpose", "family-support", "--outcome", "meets", "--role", "practitioner", "--because", "she is seldom there", "--voice", "she says it herself", "--told", "her mother was told", "--until", "2026-12-20", "--by", "anna"}), Event::refuse, 3},
      {"criteria confirm", with_database({"criteria", "confirm", none, "--purpose", "family-support", "--matter", "A/1", "--necessary", "She did not come home", "--role", "practitioner", "--because", "she is seldom there", "--by", "anna"}), Event::refuse, 3},
      {"criteria withdraw", with_database({"criteria", "withdraw", none, "--by", "anna"}), Event::refuse, 3},
      {"criteria show", with_database({"criteria", "show", "1", "--by", "anna"}), Event::refuse, 3},
      {"locate", with_database({"locate", "s1", "--purpose", "prevent-serious-violence", "--matter", "A/1", "--necessary", "She did not come home", "--role", "analyst", "--by", "anna"}), Event::refuse, 1},
      {"explain", with_database({"explain", "1", "2", "--by", "anna"}), Event::refuse, 3},
      {"product list", with_database({"product", "list", "--by", "anna"}), {}},
      {"product editions", with_database({"product", "editions", "--by", "anna"}), Event::access},
      {"product open", with_database({"product", "open", "cost-and-demand", "--purpose", "strategic-assessment", "--by", "anna"}), Event::access, 0, 3},
      {"product show", with_database({"product", "show", none, "--by", "anna"}), {}, 1},
      {"product write", with_database({"product", "write", none, "--section", "where", "--words", "x", "--by", "anna"}), {}, 1},
      {"product refresh", with_database({"product", "refresh", none, "--by", "anna"}), {}, 1},
      {"product sign-off", with_database({"product", "sign-off", none, "--by", "anna"}), {}, 1},
      {"product annex", with_database({"product", "annex", none, "--out", file("annex.xlsx"), "--by", "anna"}), {}, 1},
      {"product report", with_database({"product", "report", none, "--by", "anna"}), {}, 1},
      {"product publish", with_database({"product", "publish", none, "--by", "anna"}), {}, 1},
      {"product publications", with_database({"product", "publications", "--by", "anna"}), Event::access},
      {"product publication", with_database({"product", "publication", none, "--by", "anna"}), {}, 1},
      {"product confirm-publication", with_database({"product", "confirm-publication", none, "--by", "anna"}), {}, 1},
      {"product share", with_database({"product", "share", none, "--by", "anna"}), {}, 1},
      {"product shared", with_database({"product", "shared", "--by", "anna"}), Event::access},
      {"product shared-edition", with_database({"product", "shared-edition", none, "--by", "anna"}), {}, 1},
      {"product answer-share", with_database({"product", "answer-share", none, "--answer", "no", "--by", "anna"}), {}, 1},
      {"product end-share", with_database({"product", "end-share", none, "--because", "wrong", "--by", "anna"}), {}, 1},
      {"product decline-publication", with_database({"product", "decline-publication", none, "--by", "anna"}), {}, 1},
      {"product discard", with_database({"product", "discard", none, "--by", "anna"}), {}, 1},
      {"quarter list", with_database({"quarter", "list", "--by", "anna"}), Event::access},
      {"quarter propose", with_database({"quarter", "propose", "2020-Q1", "--because", "late-reports", "--by", "anna"}), {}, 1},
      {"quarter confirm", with_database({"quarter", "confirm", "2020-Q1", "--by", "anna"}), {}, 1},
      {"quarter decline", with_database({"quarter", "decline", "2020-Q1", "--by", "anna"}), {}, 1},
      {"quarter all-there", with_database({"quarter", "all-there", "police-incidents", "2020-01", "--because", "quiet-month", "--by", "anna"}), Event::refuse, 3},
      {"protection settings", with_database({"protection", "settings", "--by", "anna"}), Event::access},
      {"protection set", with_database({"protection", "set", "map-support", "20", "--because", "attack", "--by", "anna"}), Event::refuse, 3},
      {"protection confirm", with_database({"protection", "confirm", "map-support", "--by", "anna"}), Event::refuse, 3},
      {"protection withdraw", with_database({"protection", "withdraw", "map-support", "--by", "anna"}), Event::refuse, 3},
      {"equality submit", with_database({"equality", "submit", file("records.csv"), "--by", "anna"}), Event::refuse, 3},
      {"equality make", with_database({"equality", "make", "2026-Q3", "--by", "anna"}), Event::refuse, 3},
      {"equality report", with_database({"equality", "report", "2026-Q3", "--by", "anna"}), Event::refuse, 3},
      {"equality list", with_database({"equality", "list", "--by", "anna"}), Event::refuse, 3},
      {"ledger verify", with_database({"ledger", "verify"}), Event::access},
      {"ledger export", with_database({"ledger", "export", "--out", file("log")}), Event::export_},
      {"ledger status", with_database({"ledger", "status"}), Event::access},
      {"ledger witness", with_database({"ledger", "witness"}), Event::admin},
      {"ledger compare", with_database({"ledger", "compare", file("log/checkpoint")}), Event::access},
      {"ledger prove", with_database({"ledger", "prove", "0", "--out", file("0.tlog-proof")}), Event::access},
      {"ledger check-proof", {"ledger", "check-proof", file("0.tlog-proof"), "--vkey", file("log/vkey")}, {}},
      {"ledger rotate-key", with_database({"ledger", "rotate-key"}), Event::admin},
      {"witness key", {"witness", "key", "--folder", file("witness"), "--name", "police.example/witness"}, {}},
      {"witness gossip", {"witness", "gossip", "--folder", file("witness"), "--log", file("log/vkey"), "--notes", file("log/checkpoint")}, {}},
      {"witness status", {"witness", "status", "--folder", file("witness"), "--log", file("log/vkey")}, {}},
      {"witness proof", {"witness", "proof", "--folder", file("witness"), "--log", file("log/vkey")}, {}},
      {"witness clear", {"witness", "clear", "--folder", file("witness"), "--log", file("log/vkey"), "--reason", "nothing was there"}, {}, 1},
      {"witness", {"witness", "--folder", file("nowhere"), "--log", file("log/vkey")}, {}, 1},
      {"account add", with_database({"account", "add", "--member", "anna"}), Event::admin},
      {"account grant", with_database({"account", "grant", "--login", "anna", "--member", "fritz"}), Event::admin},
      {"account list", with_database({"account", "list"}), Event::access},
      {"account disable", with_database({"account", "disable", "--login", "anna"}), Event::admin},
      {"account enable", with_database({"account", "enable", "--login", "anna"}), Event::admin},
      {"account reset", with_database({"account", "reset", "--login", "anna"}), Event::admin},
      {"account link", with_database({"account", "link", "--member", "bert"}), Event::admin},
      {"backup key", {"backup", "key", "--key", file("outside/backup.key")}, {}},
      {"backup", with_database({"backup", "--out", file("copies"), "--keys-out", file("copies-of-keys"), "--seal-to", file("backup.pub")}), Event::export_, 0, 2},
      {"drill", {"drill", "--from", file("copies"), "--keys-from", file("copies-of-keys"), "--identity", file("outside/backup.key")}, {}},
      {"restore", {"restore", "--from", file("copies"), "--keys-from", file("copies-of-keys"), "--identity", file("outside/backup.key"), "--database",
                   "sqlite:" + file("again.db"), "--keys", file("again-keys")}, {}},
      {"serve", {"serve"}, {}, 2},  // its pages leave the entries: TheSite.EveryLookAtDataIsALeaf
      {"definitions check", {"definitions", "check"}, {}},
      {"places kde", {"places", "kde", file("points.csv"), "--all-reported", "--out", file("kde.csv")}, {}},
      {"places gistar", {"places", "gistar", file("points.csv"), "--all-reported", "--permutations", "99", "--out", file("gistar.csv")}, {}},
      {"places knox", {"places", "knox", file("points.csv"), "--all-reported", "--time", "day", "--permutations", "9", "--out", file("knox.csv")}, {}},
      {"places scan", {"places", "scan", file("points.csv"), "--all-reported", "--time", "day", "--simulations", "9", "--out", file("scan.csv")}, {}},
      {"places cluster", {"places", "cluster", file("points.csv"), "--all-reported", "--out", file("clusters.csv")}, {}},
      {"places contrast", {"places", "contrast", file("points.csv"), "--all-reported", "--source", "x", "--first", "100", "--second", "110", "--box", "0,0,1000,1000", "--permutations", "9", "--out", file("contrast.csv")}, {}},
      {"places classes", {"places", "classes", file("points.csv"), "--all-reported", "--time", "day", "--out", file("classes.csv")}, {}, 1},
      {"places around", {"places", "around", file("points.csv"), "--near", file("points.csv"), "--all-reported", "--box", "0,0,1000,1000", "--out", file("around.csv")}, {}},
      {"places terrain", {"places", "terrain", file("points.csv"), "--near", file("points.csv"), "--all-reported", "--time", "day", "--held-out-from", "2026-02-01", "--out", file("terrain.csv")}, {}, 1},
      {"places clock", {"places", "clock", file("points.csv"), "--all-reported", "--time", "day", "--out", file("clock.csv")}, {}},
      {"places change", {"places", "change", file("counts.csv"), "--out", file("change.csv")}, {}},
      {"places rates", {"places", "rates", file("counts.csv"), "--count", "count1", "--population", "count2", "--out", file("rates.csv")}, {}},
      {"protect rows", {"protect", "rows", file("records.csv"), "--profile", file("record-profile.yaml"), "--out", file("depersonalised.csv")}, {}},
      {"protect texts", {"protect", "texts", file("records.csv"), "--columns", "method", "--out", file("texts.csv")}, {}},
      {"protect table", {"protect", "table", file("records.csv"), "--profile", "nhs", "--rows", "area", "--columns", "method", "--out", file("table.csv")}, {}},
      {"protect audit", {"protect", "audit", file("published.csv")}, {}, 3},
      {"encode key", {"encode", "key", "--agreement", "ISA-014", "--epoch", "2026-11", "--party", "police", "--out", file("a.key")}, {}},
      {"encode tokens", {"encode", "tokens", file("people.csv"), "--key", file("a.key"), "--with", file("a.key.pub"), "--out", file("a.tokens")}, {}, 3},
      {"encode match", {"encode", "match", file("a.tokens"), file("a.tokens"), "--a-key", file("a.key.pub"), "--b-key", file("a.key.pub"), "--officer", "o", "--log", file("encode.log")}, {}, 1},
      {"encode ask", {"encode", "ask", file("people.csv"), "--key", file("a.key"), "--with", file("a.key.pub"), "--officer", "o", "--purpose", "p", "--log", file("encode.log"), "--out", file("q")}, {}, 3},
      {"encode answer", {"encode", "answer", file("q"), "--key", file("a.key"), "--with", file("a.key.pub")}, {}, 3},
      {"encode read", {"encode", "read", file("r"), "--question", file("q"), "--key", file("a.key"), "--with", file("a.key.pub")}, {}, 3},
      {"encode enclave", {"encode", "enclave", file("enclave.txt"), "--key", file("a.key"), "--place", "here", "--operator", "us", "--until", "2999-12-31", "--seal-to", file("backup.pub")}, {}},
      {"encode filters", {"encode", "filters", file("people.csv"), "--key", file("a.key"), "--with", file("a.key.pub"), "--enclave", file("enclave.txt"), "--out", file("a.filters")}, {}, 3},
      {"encode similar", {"encode", "similar", file("a"), file("b"), "--a-key", file("a.key.pub"), "--b-key", file("a.key.pub"), "--enclave", file("enclave.txt"), "--identity", file("outside/backup.key"), "--officer", "o", "--log", file("encode.log")}, {}, 1},
      {"transparency list", {"transparency", "list"}, {}},
      {"transparency show", {"transparency", "show", "hotspots"}, {}},
      {"transparency publish", {"transparency", "publish", "--out", file("records"), "--organisation", "A partnership", "--owner", "Head of Analysis", "--contact", "records@example.org"}, {}},
      {"synth", {"synth", file("place"), "--months", "1", "--people", "20000"}, {}},
      {"link-files", {"link-files", file("people.csv"), "--model", file("linkage.yaml"), "--train"}, {}},
      {"retention", with_database({"retention", "--after-a-pause", "--now", "2040-01-01T00:00:00Z"}, false), Event::erase, 0, 5},  // the clock jumped by years; records, what people typed, copies of keys, and the ledger's old key
  };
  fs::create_directory(folder() / "outside");
  std::set<std::string> told;
  for (auto const& one : cases) {
    auto const before = leaves().size();
    int exit_code = 0;
    auto const said = run(one.words, exit_code);
    EXPECT_EQ(exit_code, one.exit_code) << one.verb << '\n' << said;
    // A backup is refused where the private half lies beside the public one.
    if (one.verb == "backup key") fs::copy(folder() / "outside" / "backup.key.pub", folder() / "backup.pub");
    auto const after = leaves();
    ASSERT_EQ(after.size(), before + (one.event ? one.leaves : 0)) << one.verb << '\n' << said;
    if (one.event) {
      EXPECT_EQ(after.back().event, *one.event) << one.verb;
    }
    told.insert(one.verb);
  }
  std::vector<std::string> differ;
  std::ranges::set_symmetric_difference(told, verbs(), std::back_inserter(differ));
  EXPECT_EQ(differ, std::vector<std::string>{}) << "a verb without a line here: say which event it leaves, or that it touches no hub";
}

TEST_P(CommandLine, WorksWhereThereIsNoNetwork) {  // S97
  int exit_code = 0;
  hub_.reset();
  put(folder() / "july.csv", police_month("2026-07", {9}));
  (void)run({"definitions", "check"}, exit_code, true);
  if (exit_code == 1 || exit_code == 127) GTEST_SKIP() << "unshare -n is not allowed here";
  ASSERT_EQ(exit_code, 0);
  // no interface but an idle loopback: whoever opened a connection to anywhere would fail
  EXPECT_NE(run(with_database({"submit", "--feed", "police-incidents", (folder() / "july.csv").string()}), exit_code, true), "");
  EXPECT_EQ(exit_code, 0);
  (void)run({"check", (folder() / "july.csv").string()}, exit_code, true);
  EXPECT_EQ(exit_code, 0);
  (void)run(with_database({"feeds", "--by", "anna"}), exit_code, true);
  EXPECT_EQ(exit_code, 0);
  (void)run(with_database({"ledger", "verify"}, false), exit_code, true);
  EXPECT_EQ(exit_code, 0);
}

}  // namespace
}  // namespace concordat::hub::proving
