// SPDX-License-Identifier: Apache-2.0
#include "render/disclosure_report.h"

#include <gtest/gtest.h>

namespace concordat::render {
namespace {

DisclosureReport sample() {
  return {"Disclosure control: A & B", {{"Release", "r-1"}}, {{"Hidden cells", "fewer than 8"}}, {{"Tables of before", "<nothing> got"}}, {"What people know already."}};
}

TEST(DisclosureReports, SayTheSameAsAPageAsWordsAndAsJson) {
  auto const page = html_of(sample());
  for (auto const* part : {"<h1>Disclosure control: A &amp; B</h1>", "What this is", "r-1", "fewer than 8", "&lt;nothing&gt; got", "<li>What people know already.</li>"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(page.find("http"), std::string::npos) << "nothing is loaded from elsewhere";
  EXPECT_EQ(text_of(sample()), "Disclosure control: A & B\n\nWhat this is\n  Release: r-1\n\nWhat was done\n  Hidden cells: fewer than 8\n\nWhat an attacker tried, and got\n  Tables of before: <nothing> got\n"
            "\nWhat this does not hold against\n  What people know already.\n");
  EXPECT_EQ(json_of(sample()).canonical(),
            R"({"attacks":[{"result":"<nothing> got","what":"Tables of before"}],"done":[{"result":"fewer than 8","what":"Hidden cells"}],)"
            R"("limits":["What people know already."],"release":[{"result":"r-1","what":"Release"}],"title":"Disclosure control: A & B"})");
}

TEST(DisclosureReports, AreReadBackAsTheyWereWritten) {
  EXPECT_EQ(json_of(disclosure_report_of(json_of(sample()))), json_of(sample()));
  EXPECT_EQ(html_of(disclosure_report_of(json_of(sample()))), html_of(sample()));
}

TEST(DisclosureReports, OfPlainFilesNameNoRelease) {
  DisclosureReport const report{"Disclosure control", {}, {{"Rows", "3"}}, {}, {}};
  EXPECT_EQ(html_of(report).find("What this is"), std::string::npos);
  EXPECT_EQ(html_of(report).find("attacker"), std::string::npos);
  EXPECT_EQ(text_of(report), "Disclosure control\nRows: 3\n");
  EXPECT_EQ(json_of(report).canonical(), R"({"attacks":[],"done":[{"result":"3","what":"Rows"}],"limits":[],"title":"Disclosure control"})");
}

}  // namespace
}  // namespace concordat::render
