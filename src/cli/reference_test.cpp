// SPDX-License-Identifier: Apache-2.0
// The command line, its document and what is generated from it say the same.
#include "cli/reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/text.h"
#include "cli/config/serve_config.h"
#include "hub/release/tables.h"

namespace concordat::cli {
namespace {

using Names = std::set<std::string>;

std::string file(std::string const& name) {
  auto const text = read_file(std::string{CONCORDAT_SOURCE_DIR} + "/" + name, 1U << 20);
  EXPECT_TRUE(text) << name;
  return text.value_or(std::string{});
}

/// Every --word of a text.
Names options_in(std::string_view text) {
  Names found;
  for (auto at = text.find("--"); at != text.npos; at = text.find("--", at + 2)) {
    if (at > 0 && text[at - 1] != '`' && text[at - 1] != ' ') continue;
    auto end = at + 2;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '-')) ++end;
    if (end > at + 2) found.emplace(text.substr(at, end - at));
  }
  return found;
}

/// "## concordat agreement sign FILE" and what follows: verb -> its section.
std::map<std::string, std::string> sections_of(std::string const& document) {
  std::map<std::string, std::string> sections;
  std::string* section = nullptr;
  for (auto const line : text::split(document, '\n')) {
    if (line.starts_with("## ")) {
      section = nullptr;
      if (!line.starts_with("## concordat ")) continue;
      std::string verb;
      for (auto const word : text::split(line.substr(13), ' ')) {
        if (word.empty() || word[0] < 'a' || word[0] > 'z') break;
        verb += (verb.empty() ? "" : " ") + std::string{word};
      }
      section = &sections[verb];
    }
    if (section != nullptr) section->append(line).append("\n");
  }
  return sections;
}

TEST(CommandLine, EveryVerbAndOptionStandsInTheDocumentAndTheReverse) {
  auto const sections = sections_of(file("docs/command-line.md"));
  Names documented, known;
  for (auto const& [verb, section] : sections) documented.insert(verb);
  for (auto const& verb : describe_verbs()) {
    known.insert(verb.name);
    auto const section = sections.find(verb.name);
    if (section == sections.end()) continue;
    Names options;
    for (auto const& option : verb.options) {
      if (!option.positional) options.insert(option.name);
    }
    for (auto const* common : {"--json", "--quiet", "--definitions"}) EXPECT_EQ(options.erase(common), 1U) << verb.name << common;
    auto const told = options_in(section->second);
    for (auto const& option : options) EXPECT_TRUE(told.contains(option)) << verb.name << " takes " << option << ", and its section does not say so";
    for (auto const& option : told) EXPECT_TRUE(options.contains(option)) << verb.name << " does not take " << option << ", which its section names";
  }
  EXPECT_EQ(known, documented);
}

TEST(CommandLine, AQuarterIsOfferedWhereALookTakesOne) {
  auto const sections = sections_of(file("docs/command-line.md"));
  std::size_t refused = 0;
  for (auto const& verb : describe_verbs()) {
    auto const* table = hub::table_of_look(verb.name);
    if (table == nullptr) continue;
    auto const option = std::ranges::find(verb.options, "--quarter", &OptionDescription::name);
    ASSERT_NE(option, verb.options.end()) << verb.name;
    bool const takes = hub::takes_quarter(table->kind);
    refused += takes ? 0 : 1;
    EXPECT_EQ(option->help.starts_with("not of this look"), !takes) << verb.name << ": " << option->help;
    EXPECT_EQ(sections.at(verb.name).find("`--quarter QUARTER` | not of this look") != std::string::npos, !takes) << verb.name;
  }
  EXPECT_GT(refused, 0U);
}

TEST(CommandLine, TheManualPageHasEveryVerbAndOption) {
  auto const verbs = describe_verbs();
  auto page = manual_page(verbs);
  for (auto at = page.find("\\-"); at != std::string::npos; at = page.find("\\-", at)) page.erase(at, 1);
  for (auto const& verb : verbs) {
    auto const head = ".SS concordat " + verb.name + "\n";
    auto const at = page.find(head);
    ASSERT_NE(at, std::string::npos) << verb.name;
    auto const section = page.substr(at, page.find("\n.S", at + head.size()) - at);
    for (auto const& option : verb.options) {
      if (option.name == "--json" || option.name == "--quiet" || option.name == "--definitions") continue;
      EXPECT_NE(section.find(option.name), std::string::npos) << verb.name << ' ' << option.name;
    }
  }
  for (auto const line : text::split(page, '\n')) EXPECT_FALSE(line.starts_with('\'')) << "a request nobody meant";
}

TEST(CommandLine, EveryShellCompletesEveryVerbAndOption) {
  auto const verbs = describe_verbs();
  for (auto const* shell : {"bash", "zsh", "fish"}) {
    auto const script = completion(shell, verbs);
    for (auto const& verb : verbs) {
      for (auto const word : text::split(verb.name, ' ')) EXPECT_NE(script.find(word), std::string::npos) << shell << ' ' << verb.name;
      for (auto const& option : verb.options) {
        auto const name = std::string_view{shell} == "fish" ? "-l '" + option.name.substr(std::min<std::size_t>(2, option.name.size())) + "'" : option.name;
        if (!option.positional) {
          EXPECT_NE(script.find(name), std::string::npos) << shell << ' ' << verb.name << ' ' << option.name;
        }
      }
    }
  }
  EXPECT_EQ(completion("tcsh", verbs), "");
}

std::string verb_of(std::vector<char const*> words) {
  words.insert(words.begin(), "concordat");
  auto const parsed = parse(static_cast<int>(words.size()), words.data());
  return parsed.stop ? "stopped" : parsed.arguments.verb;
}

TEST(CommandLine, AVerbMayHaveVerbsOfItsOwn) {
  EXPECT_EQ(verb_of({"backup", "--database", "sqlite:x", "--out", "a", "--keys-out", "b"}), "backup");
  EXPECT_EQ(verb_of({"backup", "key", "--key", "k"}), "backup key");
  EXPECT_EQ(verb_of({"agreement", "list", "--database", "sqlite:x"}), "agreement list");
}

TEST(CommandLine, TheWebServersFileStandsForTheDatabase) {
  EXPECT_EQ(verb_of({"retention", "--config", "x.yaml"}), "retention");
  EXPECT_EQ(verb_of({"retention"}), "stopped");
}

TEST(Package, ItsExampleOfTheWebServersFileIsRead) {
  auto const parsed = read_serve_config(file("packaging/concordat.yaml"), "/etc/concordat/concordat.yaml");
  for (auto const& finding : parsed.findings) ADD_FAILURE() << sentence(finding);
  ASSERT_TRUE(parsed.config);
  EXPECT_EQ(parsed.config->database, "sqlite:/var/lib/concordat/hub.db");
}

}  // namespace
}  // namespace concordat::cli
