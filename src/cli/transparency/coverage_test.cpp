// SPDX-License-Identifier: Apache-2.0
// S46: no analytic without a note. Every module of the product is either claimed by exactly one note, or stands below with what it
// is instead; so a module that is new fails here until somebody has said which.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "cli/places/places_verbs.h"
#include "cli/protection/protect_verbs.h"
#include "cli/transparency/load.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

fs::path const source{CONCORDAT_SOURCE_DIR};

/// Modules that work out nothing about people or places. "agreements" stands for every module below it too.
std::map<std::string, std::string> const no_analytic{
    {"base", "what every module needs"},
    {"crypto", "hashes, signatures, seals"},
    {"catalogue", "reads definitions"},
    {"agreements", "carries out what people signed, word for word; estimates nothing"},
    {"ledger", "keeps what was done"},
    {"render", "draws what has passed disclosure control"},
    {"sheet_out", "writes workbooks"},
    {"http", "requests and answers"},
    {"template", "pages"},
    {"synth", "made-up places"},
    {"store", "databases"},
    {"transparency", "these records"},
    {"pages", "shows what others worked out"},
    {"serve", "the web server"},
    {"cli", "the command line"},
    {"intake/read", "reads text"},
    {"intake/workbook", "reads workbooks"},
    {"intake/reader", "the reading process"},
    {"hub/agreements", "the life of agreements"},
    {"hub/disclosures", "what people give, cut down by a fixed rule of the agreement"},
    {"hub/lists", "who answers for a list, as leads say"},
    {"hub/state_check", "tables held against the ledger"},
    {"hub/sharing", "requests between agencies, decided by people and agreements"},
    {"hub/analysis", "what agreements allow"},
    {"hub/log", "the ledger"},
    {"hub/witness", "the ledger's witnesses"},
    {"hub/supply", "the way in of files"},
    {"hub/handover", "the way in of files"},
    {"hub/timetable", "reminders of late files"},
    {"hub/notice", "messages about a broken glass"},
    {"hub/keeping", "deletion of words on their day"},
    {"hub/improvement", "what a supplier promises"},
    {"hub/quarters", "settles which reports count, and who may change that"},
    {"hub/equality", "counts that agencies sent, through disclosure control; nothing about a person"},
    {"hub/settings", "numbers that leads set, with floors that nobody goes under"},
    {"hub/looks", "works released looks out beside the pages, and keeps what was asked"},
    {"hub/edition_shares", "who may read a signed edition, as people agreed"},
    {"hub/products", "puts released figures and commentary together"},
    {"hub/place_texts", "what a supplier says its words for places mean"},
    {"hub/accounts", "who may sign in"},
    {"hub/backup", "copies"},
};

bool is_no_analytic(std::string const& module) {
  if (module == "hub") return true;  // its use cases; what it works out is in modules of their own
  return std::ranges::any_of(no_analytic, [&](auto const& one) { return module == one.first || module.starts_with(one.first + "/"); });
}

std::set<std::string> modules() {
  std::set<std::string> all;
  for (auto const& entry : fs::recursive_directory_iterator{source / "src"}) {
    if (entry.path().filename() == "module.md") all.insert(fs::relative(entry.path().parent_path(), source / "src").generic_string());
  }
  return all;
}

std::vector<transparency::Note> notes() {
  auto read = load_records(source / "definitions");
  if (read) return *read;
  ADD_FAILURE() << sentence(read.error().problem);
  for (auto const& finding : read.error().findings) ADD_FAILURE() << sentence(finding);
  return {};
}

std::map<std::string, std::vector<std::string>> claims(std::vector<std::string> transparency::Note::* of) {
  std::map<std::string, std::vector<std::string>> by;
  for (auto const& note : notes()) {
    for (auto const& one : note.*of) by[one].push_back(note.name);
  }
  return by;
}

TEST(TransparencyNotes, ClaimEveryAnalyticModuleOnce) {
  auto const by = claims(&transparency::Note::modules);
  auto const all = modules();
  ASSERT_GT(all.size(), 60U);
  for (auto const& module : all) {
    auto const found = by.find(module);
    auto const claimed = found == by.end() ? 0 : found->second.size();
    EXPECT_EQ(claimed, is_no_analytic(module) ? 0U : 1U)
        << module << ": let exactly one note of definitions/transparency name it under covers, or say in this file why it is no analytic";
  }
  for (auto const& [module, names] : by) EXPECT_TRUE(all.contains(module)) << names.front() << " claims " << module << ", which does not exist";
  for (auto const& [module, why] : no_analytic) EXPECT_TRUE(all.contains(module) || fs::exists(source / "src" / module)) << module << " is gone: take it off the list";
}

TEST(TransparencyNotes, ClaimEveryVerbOfPlacesAndProtectionOnce) {
  auto const by = claims(&transparency::Note::verbs);
  auto const claimed = [&](std::string const& verb) {
    auto const found = by.find(verb);
    return found == by.end() ? std::size_t{0} : found->second.size();
  };
  for (auto const& verb : places_verbs()) EXPECT_EQ(claimed(verb.full()), 1U) << verb.full();
  for (auto const& verb : protect_verbs()) EXPECT_EQ(claimed(verb.full()), 1U) << verb.full();
  for (auto const* const verb : {"link", "link-files", "release", "quality"}) EXPECT_EQ(claimed(verb), 1U) << verb;
  auto const page = read_file(source / "docs/command-line.md", 1 << 20).value_or("");
  for (auto const& [verb, names] : by) EXPECT_THAT(page, HasSubstr("\n## concordat " + verb)) << names.front() << " claims a verb that does not exist";
}

TEST(TransparencyNotes, HaveTheEightHeadingsInPlainWords) {
  auto const all = notes();
  ASSERT_GE(all.size(), 6U);
  for (auto const& note : all) {
    ASSERT_EQ(note.algo_care.size(), 8U) << note.name;
    for (auto const& text : note.algo_care) EXPECT_GE(text::split(text, ' ').size(), 8U) << note.name << ": " << text;
    EXPECT_GE(note.never.size(), 3U) << note.name;
    EXPECT_GE(note.limits.size(), 3U) << note.name;
  }
}

TEST(TransparencyNotes, ClaimNoAccuracyThatTheBenchmarksDoNotHave) {
  auto const benchmarks = read_file(source / "docs/benchmarks.md", 1 << 20).value_or("");
  ASSERT_FALSE(benchmarks.empty());
  for (auto const& entry : fs::directory_iterator{source / "definitions/transparency"}) {
    auto const text = read_file(entry.path(), 1 << 20).value_or("");
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
      if (text[at] != '.' || text[at + 1] < '0' || text[at + 1] > '9' || at == 0 || text[at - 1] != ' ') continue;
      auto const end = text.find_first_not_of("0123456789", at + 1);
      auto const figure = text.substr(at, end - at);
      EXPECT_THAT(benchmarks, HasSubstr(figure)) << entry.path().filename() << " claims " << figure;
    }
  }
}

}  // namespace
}  // namespace concordat::cli
