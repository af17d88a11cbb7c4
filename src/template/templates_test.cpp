// SPDX-License-Identifier: Apache-2.0
#include "template/templates.h"

#include <gtest/gtest.h>

#include <fstream>

#include "template/template_test_tools.h"

namespace concordat::page_template {
namespace {

/// A tree by hand: strings, then nodes (the first is nothing), and one template "page" whose root is the last node.
Result<Templates> tree_of(std::string const& strings, std::string const& nodes, int root) {
  return Templates::from_bytes(R"({"format":1,"strings":[)" + strings + R"(],"numbers":[],"words":{},"templates":[)" +
                               R"({"name":"page","root":)" + std::to_string(root) + R"(,"blocks":{}}],"nodes":[["none",0])" +
                               nodes + "]}");
}

Json page_context() {
  return Json{}
      .set("page", Json{}.set("title", "Feeds").set("path", "/feeds").set("lang", "en"))
      .set("assets", Json{}.set("css", "/assets/main.css").set("js", "/assets/main.js").set("icon", "/assets/icon.svg"))
      .set("hub", Json{}.set("name", "Northshire & Co").set("synthetic", true))
      .set("user", Json{}.set("name", "A <b>").set("agency", "Police").set("navigation", Json{Json::Array{}}))
      .set("csrf", "token")
      .set("errors", Json{}.push(Json{}.set("text", "Enter \"a\" name").set("href", "#name")));
}

TEST(Templates, RefuseWhatIsNoTree) {
  for (auto const* bytes : {"", "{}", "[]", R"({"format":2})", R"({"format":1,"strings":[1],"nodes":[[]]})",
                            R"({"format":1,"strings":[],"nodes":[["none",0],["seq",1,7]],"templates":[]})"}) {
    auto const read = Templates::from_bytes(bytes);
    ASSERT_FALSE(read) << bytes;
    EXPECT_EQ(read.error().code, FixedText{"template.tree"});
  }
}

TEST(Templates, RefuseNodesThatHoldThemselvesOrWhatComesLater) {
  EXPECT_TRUE(tree_of(R"("x")", R"(,["text",1,0],["seq",1,1])", 2));
  EXPECT_FALSE(tree_of(R"("x")", R"(,["seq",1,1])", 1));
  EXPECT_FALSE(tree_of(R"("x")", R"(,["seq",1,2],["text",1,0])", 1));
  EXPECT_FALSE(tree_of(R"("x")", R"(,["text",1,1])", 1)) << "there is one string only";
  EXPECT_FALSE(tree_of(R"("x")", R"(,["string",1,0],["seq",1,1])", 2)) << "an expression where a statement belongs";
  EXPECT_FALSE(tree_of(R"("x")", R"(,["string",1,0],["filter",1,0,1],["out",1,2])", 3)) << "no filter x";
  EXPECT_FALSE(tree_of(R"("x")", R"(,["macro",1,0,0,1])", 1)) << "a macro without the name it counts";
}

TEST(Templates, SayThatANameIsUnknownAndThatAContextIsNone) {
  auto const templates = tree_of(R"("x")", R"(,["text",1,0])", 1).value();
  EXPECT_EQ(templates.render("page", Json{Json::Object{}}).value(), "x");
  EXPECT_EQ(templates.render("other", Json{Json::Object{}}).error().code, FixedText{"template.name"});
  EXPECT_EQ(templates.render("page", Json{1}).error().code, FixedText{"template.context"});
  EXPECT_TRUE(templates.contains("page"));
  EXPECT_FALSE(templates.contains("other"));
}

TEST(Templates, StopATemplateThatIncludesItselfAndSayWhere) {
  auto const templates = tree_of(R"("x")", R"(,["include",7,0])", 1).value();
  auto const html = templates.render("page", Json{Json::Object{}});
  ASSERT_FALSE(html);
  EXPECT_EQ(html.error().fault, Fault::too_large);
  EXPECT_EQ(html.error().where.row, 7U);
  EXPECT_EQ(html.error().where.field, "page");
}

TEST(Templates, StopATemplateThatExtendsItself) {
  auto const templates = tree_of(R"("x")", R"(,["extends",1,0])", 1).value();
  EXPECT_EQ(templates.render("page", Json{Json::Object{}}).error().fault, Fault::too_large);
}

TEST(Templates, StopAPageThatGrowsWithoutEnd) {
  // {% for i in range(1e9) %}x{% endfor %}, and the same doubling of a text
  auto const long_page = Templates::from_bytes(
      R"({"format":1,"strings":["range","i","xxxxxxxxxxxxxxxx"],"numbers":[100000],"words":{},)"
      R"("templates":[{"name":"page","root":5,"blocks":{}}],"nodes":[["none",0],["name",1,0],["number",1,0],)"
      R"(["call",1,1,2],["text",1,2],["for",1,3,4,0,1]]})");
  ASSERT_TRUE(long_page);
  EXPECT_EQ(long_page->render("page", Json{Json::Object{}}).value().size(), 1'600'000U);
  RenderOptions options;
  options.limits.output_bytes = 1000;
  EXPECT_EQ(long_page->render("page", Json{Json::Object{}}, options).error().code, FixedText{"template.limit"});
  options = {};
  options.limits.steps = 1000;
  EXPECT_EQ(long_page->render("page", Json{Json::Object{}}, options).error().fault, Fault::too_large);
  options = {};
  options.limits.work_bytes = 1000;
  EXPECT_EQ(long_page->render("page", Json{Json::Object{}}, options).error().fault, Fault::too_large);
}

TEST(Templates, SayThatWhatIsCalledIsNoMacro) {
  auto const templates = tree_of(R"("x")", R"(,["name",1,0],["call",3,1],["out",1,2])", 3).value();
  auto const html = templates.render("page", Json{}.set("x", "text"));
  ASSERT_FALSE(html);
  EXPECT_EQ(html.error().code, FixedText{"template.call"});
}

TEST(Templates, SayThatASuperHasNothingAbove) {
  auto const templates = tree_of(R"("x")", R"(,["super",1,0,0])", 1).value();
  EXPECT_EQ(templates.render("page", Json{Json::Object{}}).error().code, FixedText{"template.super"});
}

TEST(Templates, AreReadAgainWhenTheFileChanged) {
  auto const path = std::filesystem::temp_directory_path() / "concordat-template-reload.json";
  auto const write = [&](std::string const& word, int seconds) {
    std::ofstream{path, std::ios::binary}
        << R"({"format":1,"strings":[")" + word +
               R"("],"numbers":[],"words":{},"templates":[{"name":"p","root":1,"blocks":{}}],"nodes":[["none",0],["text",1,0]]})";
    std::filesystem::last_write_time(path, std::filesystem::file_time_type{} + std::chrono::seconds{seconds});
  };
  write("old", 1);
  auto templates = Templates::load(path);
  ASSERT_TRUE(templates);
  write("new", 2);
  EXPECT_EQ(templates->render("p", Json{Json::Object{}}).value(), "old");
  ASSERT_TRUE(templates->reload());
  EXPECT_EQ(templates->render("p", Json{Json::Object{}}).value(), "new");
  std::ofstream{path} << "damaged";
  std::filesystem::last_write_time(path, std::filesystem::file_time_type{} + std::chrono::seconds{3});
  EXPECT_FALSE(templates->reload());
  EXPECT_EQ(templates->render("p", Json{Json::Object{}}).value(), "new") << "what was there stays";
  std::filesystem::remove(path);
}

TEST(Layout, ShowsItsContextEscaped) {
  auto const templates = test::built_templates();
  if (!templates) GTEST_SKIP() << "no node_modules: ./setup brings it";
  auto const html = templates->render("layout.njk", page_context());
  ASSERT_TRUE(html) << sentence(html.error());
  for (auto const* part : {"<title>Error: Feeds – Northshire &amp; Co – Concordat</title>", "A &lt;b&gt;, Police",
                           "Enter &quot;a&quot; name", "Made-up data", "href=\"#main-content\"",
                           "name=\"csrf\" value=\"token\"", "govuk-service-navigation"}) {
    EXPECT_NE(html->find(part), std::string::npos) << part;
  }
}

TEST(Layout, HasNothingThatTheContentPolicyForbids) {
  auto const templates = test::built_templates();
  if (!templates) GTEST_SKIP() << "no node_modules: ./setup brings it";
  auto const html = templates->render("layout.njk", page_context()).value();
  EXPECT_EQ(html.find(" style="), std::string::npos);
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_EQ(html.find("crown"), std::string::npos);
  EXPECT_EQ(html.find("GOV.UK"), std::string::npos);
}

}  // namespace
}  // namespace concordat::page_template
