// SPDX-License-Identifier: Apache-2.0
// The worked example of docs/protection.md, run as it stands there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "cli/protection/protect_verbs.h"
#include "protection/anonymity/record_profile.h"

namespace concordat::cli {
namespace {

/// The text of the block of a page that begins with ``` and these words.
std::string block(std::string const& page, std::string const& words) {
  auto const text = read_file(std::string{CONCORDAT_SOURCE_DIR "/docs/"} + page, 1 << 20).value_or("");
  auto const opening = "\n```" + words + "\n";
  auto const at = text.find(opening);
  EXPECT_NE(at, std::string::npos) << words;
  if (at == std::string::npos) return {};
  auto const from = at + opening.size();
  return text.substr(from, text.find("```", from) - from);
}

TEST(ProtectionGuide, ShowsWhatTheProgramDoes) {
  auto const folder = std::filesystem::temp_directory_path() / ("concordat-guide-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  auto const verb = [](std::string_view name) { return *std::ranges::find(protect_verbs(), name, &ProtectVerb::name); };
  ProtectArguments a;
  a.in = (folder / "incidents.csv").string();
  a.out = (folder / "shown.csv").string();
  a.profile = "partner";
  a.rows = "area";
  a.columns = "method";
  a.group = "ward";
  a.count = "people";
  ASSERT_TRUE(write_file(a.in, block("protection.md", "csv incidents.csv")));
  ASSERT_TRUE(verb("table").run(a));
  EXPECT_EQ(read_file(a.out, 1 << 20).value(), block("protection.md", "csv shown.csv"));
  ProtectArguments audit;
  audit.in = (folder / "naive.csv").string();
  audit.group = "ward";
  ASSERT_TRUE(write_file(audit.in, block("protection.md", "csv naive.csv")));
  auto const answer = verb("audit").run(audit);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->refused);
  EXPECT_THAT(answer->text, ::testing::HasSubstr("'A1, knife' is 3 to 3: follows from 'A1, other'; 'A1, Total'"));
  std::filesystem::remove_all(folder);
}

TEST(ProtectionGuide, ShowsAProfileThatLoads) {
  auto const profile = protection::read_profile(block("formats/protection-profile.md", "yaml"), "page");
  ASSERT_TRUE(profile) << sentence(profile.error().front());
  EXPECT_EQ(profile->columns.size(), 6U);
}

}  // namespace
}  // namespace concordat::cli
