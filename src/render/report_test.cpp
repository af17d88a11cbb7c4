// SPDX-License-Identifier: Apache-2.0
#include "render/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "render/maps.h"
#include "render/sample_report.h"
#include "render/tables.h"
#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The page's body is XML too, so the same reader finds what is not closed and not escaped.
test::XmlReader body_of(std::string const& page) {
  auto const begin = page.find("<body>");
  auto const end = page.find("</html>");
  return test::XmlReader{std::string_view{page}.substr(begin, end - begin)};
}

std::vector<std::string> texts(std::vector<test::Element> const& elements) {
  std::vector<std::string> out;
  for (auto const& element : elements) out.push_back(element.text);
  return out;
}

TEST(EscapeMarkup, LeavesNothingThatMarkupMeans) {
  EXPECT_EQ(escape_markup("<b a='1' c=\"2\">&amp;</b>"),
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&lt;/b&gt;");
  EXPECT_EQ(escape_markup("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(escape_markup("a\tb\nc"), "a\tb\nc");
}

TEST(Printable, ReplacesWhatNoFileMayHold) {
  EXPECT_EQ(printable(std::string_view{"\0\x1f\x7f", 3}), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(printable("a\xef\xbf\xbe"
                      "b\xef\xbf\xbf"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(printable("\xf0\x9f\x98\x80 ok"), "\xf0\x9f\x98\x80 ok");
}

TEST(HtmlTable, HasACaptionScopedHeadersAndAFocusableBox) {
  test::XmlReader const html{"<x>" + html_table(test::small_table(), {.id = "areas-table"}) + "</x>"};
  ASSERT_EQ(html.fault, "");
  auto const box = html.named("div").front();
  EXPECT_EQ(box.attributes.at("role"), "region");
  EXPECT_EQ(box.attributes.at("tabindex"), "0");
  EXPECT_EQ(box.attributes.at("aria-labelledby"), html.named("caption").front().attributes.at("id"));
  EXPECT_EQ(html.named("caption").front().text, "Violence by area and quarter");
  std::vector<std::string> headers;
  for (auto const& header : html.named("th"))
    headers.push_back(header.attributes.at("scope") + " " + header.text);
  EXPECT_THAT(headers, ElementsAre("col Area", "col 2026-Q1", "col 2026-Q2", "col Total", "row North",
                                   "row Middle", "row South", "row Total"));
  EXPECT_THAT(texts(html.named("td")),
              ElementsAre("125", "10", "135", "0", "*", "*", "n/a", "40", "40", "125", "50", "175"));
}

TEST(HtmlTable, ExplainsItsSignsWhereTheyOccur) {
  EXPECT_THAT(html_table(test::small_table(), {.id = "t"}),
              AllOf(HasSubstr("* hidden because the number is small. n/a: not available in the data."),
                    HasSubstr("Totals add up the figures shown")));
  auto const full = test::protect({"T", "Area", "", {"a"}, {"Q"}}, {20});
  EXPECT_THAT(html_table(full, {.id = "t"}), AllOf(Not(HasSubstr("hidden because")), Not(HasSubstr("n/a"))));
}

TEST(HtmlTable, ShowsTheRowsAskedForWithoutATotalOfOthers) {
  test::XmlReader const html{"<x>" + html_table(test::small_table(), {.id = "t", .rows = {2, 0}}) + "</x>"};
  EXPECT_THAT(texts(html.named("td")), ElementsAre("n/a", "40", "40", "125", "10", "135"));
  test::XmlReader const bare{
      "<x>" + html_table(test::small_table(), {.id = "t", .rows = {0}, .totals = false}) + "</x>"};
  EXPECT_THAT(texts(bare.named("td")), ElementsAre("125", "10"));
}

TEST(HtmlTable, EscapesLabels) {
  auto const table = test::protect({"<i>T</i>", "A & B", "", {"<script>1</script>"}, {"\"Q\""}}, {20});
  auto const html = html_table(table, {.id = "t\" onclick=\"x"});
  test::XmlReader const read{"<x>" + html + "</x>"};
  ASSERT_EQ(read.fault, "");
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<i>")), Not(HasSubstr("\" onclick"))));
  EXPECT_EQ(read.named("caption").front().text, "<i>T</i>");
}

TEST(Report, IsOneWellFormedPageWithItsPlaceInTheLedger) {
  auto const page = test::sample_report(test::sample_about());
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
  auto const body = body_of(page);
  ASSERT_EQ(body.fault, "");
  EXPECT_EQ(body.named("h1").size(), 1U);
  EXPECT_EQ(body.named("main").size(), 1U);
  EXPECT_THAT(texts(body.named("h2")),
              ElementsAre("Where violence is reported, 2026-Q2", "Violence by area and quarter",
                          "When violence is reported, 2025", "About these figures"));
  EXPECT_THAT(texts(body.named("p")), Contains("Ledger index 4217"));
  EXPECT_THAT(texts(body.named("code")), Contains("concordat ledger verify --release-file FILE"));
}

TEST(Report, SaysEveryTermOnceAndAllItsTexts) {
  auto const body = body_of(test::sample_report(test::sample_about()));
  auto const terms = texts(body.named("dt"));
  EXPECT_EQ(std::set<std::string>(terms.begin(), terms.end()).size(), terms.size());
  for (auto const& [label, value] : lines(test::sample_about())) {
    EXPECT_THAT(terms, Contains(label));
    EXPECT_THAT(texts(body.named("dd")), Contains(value));
  }
}

TEST(Report, LoadsNothingAndRunsNothing) {
  auto page = test::sample_report(test::sample_about());
  EXPECT_THAT(
      page,
      HasSubstr(
          "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "base-uri 'none'; form-action 'none'\""));
  for (auto const* const never :
       {"<script", "<link", "<img", "<iframe", "<object", "<embed", "<form", "<base", "@import",
        "src=", "javascript:", "style=", "xlink", "@font-face"}) {
    EXPECT_THAT(page, Not(HasSubstr(never)));
  }
  auto const body = body_of(page);
  for (auto const& element : body.elements) {
    for (auto const& [name, value] : element.attributes) {
      EXPECT_FALSE(name.starts_with("on")) << name;
      if (name == "xmlns") {
        EXPECT_EQ(value, "http://www.w3.org/2000/svg");
      } else {
        EXPECT_THAT(value, Not(HasSubstr("//")));
      }
      EXPECT_TRUE(name != "href" || value.starts_with("#")) << value;
      EXPECT_TRUE(value.find("url(") == std::string::npos || value.starts_with("url(#")) << value;
    }
  }
}

TEST(Report, HasUniqueIdsAndNoReferenceToAMissingOne) {
  auto const body = body_of(test::sample_report(test::sample_about()));
  std::set<std::string> ids;
  for (auto const& element : body.elements) {
    if (auto const id = element.attributes.find("id"); id != element.attributes.end()) {
      EXPECT_TRUE(ids.insert(id->second).second) << id->second;
    }
  }
  for (auto const& element : body.elements) {
    if (auto const href = element.attributes.find("href"); href != element.attributes.end()) {
      EXPECT_TRUE(ids.contains(href->second.substr(1))) << href->second;
    }
    if (auto const label = element.attributes.find("aria-labelledby"); label != element.attributes.end()) {
      for (auto const id : text::split(label->second, ' ')) EXPECT_TRUE(ids.contains(std::string{id})) << id;
    }
    if (auto const fill = element.attributes.find("fill");
        fill != element.attributes.end() && fill->second.starts_with("url(#")) {
      EXPECT_TRUE(ids.contains(fill->second.substr(5, fill->second.size() - 6))) << fill->second;
    }
  }
}

TEST(Report, EscapesEveryFieldAnybodyFillsIn) {
  std::string const hostile = "<script>\"x\" & 'y'</script>\x01";
  auto about = test::sample_about();
  for (auto* const field :
       {&about.title, &about.partnership, &about.release, &about.recipient, &about.purpose, &about.form,
        &about.period, &about.created_at, &about.data_version, &about.attribution}) {
    *field = hostile;
  }
  for (auto* const list : {&about.agreements, &about.methods, &about.coverage, &about.limits})
    list->assign(2, hostile);
  about.sources = {{hostile, hostile}};
  auto const page = html_report(about, {{"x\"><script>", hostile, hostile, "<p>made by us</p>\n"}});
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("</script")), Not(HasSubstr("\x01"))));
  auto const body = body_of(page);
  ASSERT_EQ(body.fault, "");
  auto const shown = printable(hostile);
  EXPECT_EQ(body.named("h1").front().text, shown);
  EXPECT_EQ(body.named("h2").front().text, shown);
  for (auto const& [label, value] : lines(about))
    EXPECT_THAT(texts(body.named("dd")), Contains(printable(value)));
}

TEST(Report, HasAStyleForPaper) {
  auto const page = test::sample_report(test::sample_about());
  EXPECT_THAT(page, AllOf(HasSubstr("@media print"), HasSubstr("@page"), HasSubstr("break-inside: avoid")));
}

TEST(Report, WithoutPartsStillSaysWhatItIs) {
  auto const body = body_of(html_report(test::sample_about(), {}));
  EXPECT_EQ(body.fault, "");
  EXPECT_THAT(texts(body.named("h2")), ElementsAre("About these figures"));
}

TEST(Report, IsWrittenForTheBrowserTestsWhereTheyAsk) {
  auto const* const folder = std::getenv("CONCORDAT_REPORT_FOLDER");
  if (folder == nullptr) GTEST_SKIP() << "CONCORDAT_REPORT_FOLDER names no folder; tests/browser sets it";
  std::vector<std::pair<char const*, std::string>> const files = {
      {"report.html", test::sample_report(test::sample_about())},
      {"map.svg", test::sample_svg()},
      {"map.geojson", test::sample_map_geojson()},
      {"areas.geojson", test::sample_areas_geojson()}};
  for (auto const& [name, content] : files)
    EXPECT_TRUE(write_file(std::filesystem::path{folder} / name, content, {.durable = false})) << name;
}

}  // namespace
}  // namespace concordat::render
