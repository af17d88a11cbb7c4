// SPDX-License-Identifier: Apache-2.0
// Addresses, queries, forms, headers and cookies: one meaning, or refused.
#include "http/target.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <stdexcept>

#include "base/text.h"
#include "http/form.h"
#include "http/request.h"

namespace concordat::http {
namespace {

std::string code_of(std::string_view target) {
  auto const parsed = parse_target(target);
  return parsed ? "fine: " + parsed->path : std::string{parsed.error().code.view()};
}

TEST(Targets, APathIsDecodedSegmentBySegment) {
  auto const target = parse_target("/cases/17%20b/caf%C3%A9?q=1").value();
  EXPECT_EQ(target.segments, (std::vector<std::string>{"cases", "17 b", "caf\xc3\xa9"}));
  EXPECT_EQ(target.path, "/cases/17 b/caf\xc3\xa9");
  EXPECT_TRUE(parse_target("/").value().segments.empty());
  EXPECT_EQ(parse_target("/a+b").value().path, "/a+b");
  EXPECT_EQ(parse_target("/a/").value().segments, (std::vector<std::string>{"a", ""}));
}

TEST(Targets, WaysAroundChecksHaveNoAddress) {
  for (std::string_view const target :
       {"/..",        "/a/../b",    "/a/..",         "/%2e%2e/b",  "/%2E./b", "/.",
        "/a/./b",     "/..%2fetc",  "/a%2Fb",        "/a%5cb",     "/a\\b",   "/%00",
        "/a%00.html", "/a%0d%0ab",  "/a%7f",         "//evil",     "/a//b",   "/%c0%ae%c0%ae/",
        "/%c0%af",    "/%e0%80%af", "/%f0%80%80%af", "/%ed%a0%80", "/%ff",    "/%",
        "/%2",        "/%zz",       "/%u002e",       "",           "a",       "*",
        "http://x/"})
    EXPECT_EQ(code_of(target), "http.path") << target;
}

TEST(Targets, PathsAreAsDeepAsTheLimit) {
  std::string deep;
  for (int level = 0; level < 32; ++level) deep += "/a";
  EXPECT_TRUE(parse_target(deep).has_value());
  EXPECT_EQ(code_of(deep + "/a"), "http.path");
}

TEST(Targets, TheQueryKeepsOrderAndRepeats) {
  auto const query = parse_target("/a?b=2&a=1&b=%26+%2B&c&=d&&e==").value().query;
  EXPECT_EQ(query.all(),
            (std::vector<NameValue>{{"b", "2"}, {"a", "1"}, {"b", "& +"}, {"c", ""}, {"", "d"}, {"e", "="}}));
  EXPECT_EQ(query.get("b"), "2");
  EXPECT_EQ(query.every("b"), (std::vector<std::string_view>{"2", "& +"}));
  EXPECT_EQ(query.count("b"), 2U);
  EXPECT_FALSE(query.find("B"));
}

TEST(Targets, QueriesThatCannotBeReadAreRefused) {
  for (std::string_view const target : {"/?a=%", "/?a=%4", "/?%zz=1", "/?a=%00", "/?a=%ff", "/?a=%c0%ae"})
    EXPECT_EQ(code_of(target), "http.query") << target;
  std::string many = "/?a=1";
  for (int number = 0; number < 100'000; ++number) many += "&a=1";
  EXPECT_EQ(code_of(many), "http.query-values");
}

TEST(Forms, AreReadFromABodyThatSaysItIsOne) {
  Headers headers;
  headers.add("content-type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8");
  BytesBody body{"name=Se%C3%A1n+O%27Brien&role=victim"};
  auto const form = read_form(headers, body).value();
  EXPECT_EQ(form.get("name"), "Se\xc3\xa1n O'Brien");
  EXPECT_EQ(form.get("role"), "victim");
}

TEST(Forms, RefuseWhatIsNotOneAndWhatIsTooMuch) {
  Headers json;
  json.add("Content-Type", "text/plain");
  BytesBody body{"a=1"};
  EXPECT_EQ(read_form(json, body).error().code.view(), "http.form-type");
  Headers form;
  form.add("Content-Type", "application/x-www-form-urlencoded");
  BytesBody long_body{"a=" + std::string(100, 'x')};
  EXPECT_EQ(read_form(form, long_body, {.bytes = 50}).error().code.view(), "http.body-too-large");
  BytesBody many{"a&b&c&d"};
  EXPECT_EQ(read_form(form, many, {.values = 3}).error().code.view(), "http.form-values");
  BytesBody broken{"a=%f"};
  EXPECT_EQ(read_form(form, broken).error().code.view(), "http.form");
}

RC_GTEST_PROP(Targets, WhatIsEncodedDecodesToItself, (std::string const& text)) {
  RC_ASSERT(percent_decode(percent_encode(text), false) == text);
  RC_ASSERT(percent_decode(percent_encode(text), true) == text);
}

RC_GTEST_PROP(Targets, AnAcceptedPathHoldsNothingThatClimbs, (std::string const& text)) {
  auto const target = parse_target("/" + text);
  if (!target) return;
  RC_ASSERT(text::is_utf8(target->path));
  std::string joined;
  for (auto const& segment : target->segments) {
    RC_ASSERT(segment != "..");
    RC_ASSERT(segment.find_first_of("/\\\r\n") == std::string::npos);
    RC_ASSERT(segment.find('\0') == std::string::npos);
    joined += "/" + percent_encode(segment);
  }
  // Written again it is read the same, so that nobody behind us sees another path.
  if (!joined.empty()) RC_ASSERT(parse_target(joined)->segments == target->segments);
}

TEST(HeaderLists, CompareNamesWithoutCaseAndKeepTheirOrder) {
  Headers headers;
  headers.add("X-One", "1");
  headers.add("x-ONE", "2");
  headers.add("Other", "");
  EXPECT_EQ(headers.find("x-one"), "1");
  EXPECT_EQ(headers.count("X-one"), 2U);
  headers.set("X-One", "3");
  EXPECT_EQ(headers.all(), (std::vector<NameValue>{{"Other", ""}, {"X-One", "3"}}));
  headers.remove("other");
  EXPECT_FALSE(headers.find("Other"));
}

TEST(HeaderLists, HoldNoLineEndAndNoControl) {
  Headers headers;
  using namespace std::string_view_literals;
  for (auto const value :
       {"a\r\nB: c"sv, "a\nb"sv, "a\rb"sv, "a\0b"sv, "\x7f"sv, "\x1b[31m"sv, " a"sv, "a\t"sv})
    EXPECT_THROW(headers.add("Name", value), std::invalid_argument) << value;
  for (auto const name : {""sv, "a b"sv, "a:"sv, "a\r\nb"sv, "caf\xc3\xa9"sv})
    EXPECT_THROW(headers.set(name, "x"), std::invalid_argument) << name;
  EXPECT_TRUE(headers.all().empty());
}

TEST(Cookies, AreFoundByNameWhereThereIsOne) {
  Headers headers;
  headers.add("Cookie", "a=1; __Host-cid=abc.DEF-9==; quoted=\"x\"");
  headers.add("cookie", "late=2");
  EXPECT_EQ(cookie(headers, "__Host-cid"), "abc.DEF-9==");
  EXPECT_EQ(cookie(headers, "quoted"), "x");
  EXPECT_EQ(cookie(headers, "late"), "2");
  EXPECT_FALSE(cookie(headers, "Host-cid"));
  EXPECT_FALSE(cookie(headers, "A"));
}

TEST(Cookies, TwoOfOneNameAreNone) {
  Headers headers;
  headers.add("Cookie", "cid=mine; cid=planted");
  EXPECT_FALSE(cookie(headers, "cid"));
  Headers broken;
  broken.add("Cookie", "cid=a b; other");
  EXPECT_FALSE(cookie(broken, "cid"));
  EXPECT_FALSE(cookie(broken, "other"));
}

struct Origin {
  Method method;
  bool secure;
  std::vector<NameValue> headers;
  bool ours;
};

TEST(Origins, OnlyOurOwnPagesMayChangeAnything) {
  std::vector<Origin> const cases = {
      {Method::post, true, {{"Origin", "https://hub.test"}}, true},
      {Method::post, true, {{"Origin", "HTTPS://HUB.test"}, {"Sec-Fetch-Site", "same-origin"}}, true},
      {Method::post, false, {{"Origin", "http://hub.test"}}, true},
      {Method::post, true, {{"Origin", "http://hub.test"}}, false},
      {Method::post, true, {{"Origin", "https://hub.test.evil"}}, false},
      {Method::post, true, {{"Origin", "https://evil"}}, false},
      {Method::post, true, {{"Origin", "null"}}, false},
      {Method::post, true, {{"Origin", "https://hub.test"}, {"Origin", "https://evil"}}, false},
      {Method::post, true, {{"Origin", "https://hub.test"}, {"Sec-Fetch-Site", "cross-site"}}, false},
      {Method::post, true, {}, false},
      {Method::post, true, {{"Sec-Fetch-Site", "same-origin"}}, true},
      {Method::post, true, {{"Sec-Fetch-Site", "same-site"}}, false},
      {Method::get, true, {}, true},
      {Method::get, true, {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}, true},
      {Method::get, true, {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "cors"}}, false},
      {Method::get, true, {{"Origin", "https://evil"}}, false},
  };
  for (std::size_t number = 0; number < cases.size(); ++number) {
    BytesBody body{""};
    auto request = make_request(cases[number].method, "/", body).value();
    request.host = "hub.test";
    request.secure = cases[number].secure;
    for (auto const& [name, value] : cases[number].headers) request.headers.add(name, value);
    EXPECT_EQ(is_same_origin(request), cases[number].ours) << number;
  }
}

TEST(Bodies, AreReadToTheLimitAndNoFurther) {
  BytesBody exact{"12345"};
  EXPECT_EQ(exact.content_length(), 5U);
  EXPECT_EQ(read_all(exact, 5).value(), "12345");
  EXPECT_EQ(read_all(exact, 0).value(), "");
  BytesBody over{"123456"};
  EXPECT_EQ(read_all(over, 5).error().code.view(), "http.body-too-large");
}

TEST(Methods, HaveTheirNames) {
  for (auto const name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
    EXPECT_EQ(name_of(method_from(name)), name);
  EXPECT_EQ(method_from("get"), Method::other);
  EXPECT_EQ(name_of(Method::other), "");
  EXPECT_TRUE(is_safe(Method::head));
  EXPECT_FALSE(is_safe(Method::post));
}

}  // namespace
}  // namespace concordat::http
