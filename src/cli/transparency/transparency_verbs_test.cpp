// SPDX-License-Identifier: Apache-2.0
#include "cli/transparency/transparency_verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "cli/transparency/load.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class TransparencyVerbs : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] static Tried<FileAnswer> run(std::string_view name, TransparencyArguments const& arguments) {
    auto const verb = std::ranges::find(transparency_verbs(), name, &TransparencyVerb::name);
    return verb->run(arguments);
  }
  [[nodiscard]] static std::string code(std::string_view name, TransparencyArguments const& arguments) {
    auto const answer = run(name, arguments);
    return answer ? "fine" : std::string{answer.error().problem.code.view()};
  }
  [[nodiscard]] TransparencyArguments publishing() const {
    TransparencyArguments a;
    a.definitions = CONCORDAT_SOURCE_DIR "/definitions";
    a.out = (folder_ / "records").string();
    a.organisation = "Northshire Safer Partnership";
    a.owner = "Head of Analysis";
    a.contact = "records@northshire.example";
    return a;
  }
  /// The definitions as they are, in a folder where one may be changed.
  [[nodiscard]] std::string definitions() const {
    fs::copy(CONCORDAT_SOURCE_DIR "/definitions", folder_ / "definitions", fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    return (folder_ / "definitions").string();
  }
  fs::path folder_ = fs::temp_directory_path() / ("concordat-transparency-" + std::to_string(::getpid()));
};

std::string text_in(fs::path const& path) { return read_file(path, 1 << 22).value_or(""); }

TEST_F(TransparencyVerbs, ListAndShowEveryRecord) {
  auto a = publishing();
  auto const list = run("list", a);
  ASSERT_TRUE(list);
  auto const& records = list->json["records"].array();
  ASSERT_GE(records.size(), 6U);
  for (auto const& one : records) {
    EXPECT_THAT(list->text, HasSubstr(one["name"].string()));
    a.name = one["name"].string();
    auto const shown = run("show", a);
    ASSERT_TRUE(shown) << a.name;
    EXPECT_EQ(shown->json["algo_care"].object().size(), 8U);
    EXPECT_THAT(shown->text, HasSubstr("ALGO-CARE"));
  }
  a.name = "linkage";
  EXPECT_EQ(code("show", a), "transparency.no-record");
}

TEST_F(TransparencyVerbs, PublishAPageAndJsonForEachWithAnIndex) {
  auto const a = publishing();
  auto const done = run("publish", a);
  ASSERT_TRUE(done);
  std::set<std::string> names;
  for (auto const& entry : fs::directory_iterator{a.out}) names.insert(entry.path().filename().string());
  auto const index = text_in(fs::path{a.out} / "index.html");
  EXPECT_EQ(names.size(), done->json["files"].array().size());
  auto const notes = load_records(a.definitions);
  ASSERT_TRUE(notes);
  for (auto const& note : *notes) {
    EXPECT_TRUE(names.contains(note.name + ".html") && names.contains(note.name + ".json")) << note.name;
    EXPECT_THAT(index, HasSubstr("href=\"" + note.name + ".html\""));
    auto const json = Json::parse(text_in(fs::path{a.out} / (note.name + ".json")));
    ASSERT_TRUE(json) << note.name;
    EXPECT_EQ((*json)["tier_2"]["owner_and_responsibility"]["senior_responsible_owner"].string(), a.owner);
  }
}

TEST_F(TransparencyVerbs, PublishNothingOfTheMachineAndLoadNothing) {
  auto const a = publishing();
  ASSERT_TRUE(run("publish", a));
  for (auto const& entry : fs::directory_iterator{a.out}) {
    auto const text = text_in(entry.path());
    EXPECT_THAT(text, Not(HasSubstr(CONCORDAT_SOURCE_DIR))) << entry.path();
    EXPECT_THAT(text, Not(HasSubstr(folder_.string()))) << entry.path();
    for (auto const* const load : {"<script", "<link", "<img", "src=", "url(", "http://", "https://"}) EXPECT_THAT(text, Not(HasSubstr(load))) << entry.path();
  }
}

TEST_F(TransparencyVerbs, GiveTheSameBytesAgain) {
  auto a = publishing();
  ASSERT_TRUE(run("publish", a));
  auto const before = text_in(fs::path{a.out} / "record-linkage.html");
  a.out = (folder_ / "again").string();
  ASSERT_TRUE(run("publish", a));
  EXPECT_EQ(text_in(fs::path{a.out} / "record-linkage.html"), before);
}

TEST_F(TransparencyVerbs, PublishNothingWithoutWhoAnswersForIt) {
  auto const without = [&](std::string TransparencyArguments::* field, std::string const& value) {
    auto a = publishing();
    a.*field = value;
    auto const told = code("publish", a);
    EXPECT_FALSE(fs::exists(a.out)) << told;
    return told;
  };
  EXPECT_EQ(without(&TransparencyArguments::organisation, ""), "transparency.no-organisation");
  EXPECT_EQ(without(&TransparencyArguments::owner, " \t"), "transparency.no-owner");
  EXPECT_EQ(without(&TransparencyArguments::contact, ""), "transparency.no-contact");
  EXPECT_EQ(without(&TransparencyArguments::owner, "Head\nof Analysis"), "transparency.publisher");
  EXPECT_EQ(without(&TransparencyArguments::owner, std::string(301, 'a')), "transparency.publisher");
}

TEST_F(TransparencyVerbs, PublishNothingWhereANoteHasAnError) {
  auto a = publishing();
  a.definitions = definitions();
  auto const note = fs::path{a.definitions} / "transparency/hotspots.yaml";
  auto text = text_in(note);
  auto const at = text.find("\n  lawful: ");
  ASSERT_NE(at, std::string::npos);
  ASSERT_TRUE(write_file(note, text.insert(at, "\n  colour: red")));
  auto const answer = run("publish", a);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.code.view(), "transparency.notes");
  ASSERT_EQ(answer.error().findings.size(), 1U);
  EXPECT_EQ(answer.error().findings.front().code, "unknown-key");
  EXPECT_NE(answer.error().findings.front().line, 0U);
  EXPECT_FALSE(fs::exists(a.out));
}

TEST_F(TransparencyVerbs, NameANoteThatDoesNotHaveItsFilesNameAndAFolderWithoutNotes) {
  auto a = publishing();
  a.definitions = definitions();
  auto const notes = fs::path{a.definitions} / "transparency";
  fs::rename(notes / "hotspots.yaml", notes / "maps.yaml");
  auto const answer = run("list", a);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().findings.front().code, "transparency.name");
  fs::remove_all(notes);
  EXPECT_EQ(code("list", a), "transparency.none");
  fs::remove(fs::path{a.definitions} / "linkage/hub.yaml");
  EXPECT_EQ(run("list", a).error().problem.fault, Fault::not_found);
}

TEST_F(TransparencyVerbs, FollowTheModelOfTheDefinitions) {
  auto a = publishing();
  a.definitions = definitions();
  a.name = "record-linkage";
  auto const model = fs::path{a.definitions} / "linkage/hub.yaml";
  auto text = text_in(model);
  auto const at = text.find("join: \"0.999\"");
  ASSERT_NE(at, std::string::npos);
  EXPECT_THAT(run("show", a).value().text, HasSubstr("From 99.9 % on the model joins"));
  ASSERT_TRUE(write_file(model, text.replace(at, 13, "join: \"0.9999\"")));
  EXPECT_THAT(run("show", a).value().text, HasSubstr("From 99.99 % on the model joins"));
}

}  // namespace
}  // namespace concordat::cli
