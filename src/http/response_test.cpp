// SPDX-License-Identifier: Apache-2.0
// Responses and routes, without sockets.
#include "http/response.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/json.h"
#include "http/router.h"

namespace concordat::http {
namespace {

Response call(Router const& router, Method method, std::string_view target) {
  BytesBody body{""};
  auto request = make_request(method, target, body);
  return request ? router(*request) : problem(request.error());
}

Handler says(std::string words) {
  return [words](Request& request) {
    auto text = words;
    for (auto const& [name, value] : request.params.all()) text += " " + name + "=" + value;
    return plain(text + " " + std::string{request.route});
  };
}

TEST(Routers, FixedSegmentsWinOverNamesAndNamesAreGiven) {
  Router router;
  router.add(Method::get, "/", says("root"));
  router.add(Method::get, "/cases/:id", says("case"));
  router.add(Method::get, "/cases/new", says("new"));
  router.add(Method::get, "/cases/:case/notes/:note", says("note"));
  router.add(Method::get, "/:any/new/notes", says("backtracks"));
  EXPECT_EQ(call(router, Method::get, "/").text(), "root /");
  EXPECT_EQ(call(router, Method::get, "/cases/17").text(), "case id=17 /cases/:id");
  EXPECT_EQ(call(router, Method::get, "/cases/new").text(), "new /cases/new");
  EXPECT_EQ(call(router, Method::get, "/cases/1/notes/a%20b").text(),
            "note case=1 note=a b /cases/:case/notes/:note");
  EXPECT_EQ(call(router, Method::get, "/cases/new/notes").text(), "backtracks any=cases /:any/new/notes");
}

TEST(Routers, UnknownPathsAre404) {
  Router router;
  router.add(Method::get, "/cases/:id", says("case"));
  for (auto const target : {"/", "/cases", "/cases/", "/cases/1/", "/cases/1/x", "/CASES/1", "/cases/..%2f1"})
    EXPECT_EQ(call(router, Method::get, target).status(), Status::not_found) << target;
}

TEST(Routers, OtherMethodsAre405WithTheListedOnes) {
  Router router;
  router.add(Method::post, "/cases", says("post"));
  router.add(Method::get, "/cases", says("get"));
  for (auto const method : {Method::head, Method::options, Method::trace, Method::put, Method::other}) {
    auto const response = call(router, method, "/cases");
    EXPECT_EQ(response.status(), Status::method_not_allowed);
    EXPECT_EQ(response.headers().find("Allow"), "GET, POST");
  }
}

TEST(Routers, TellTheirRoutesAndWhatABodyMayBe) {
  Router router;
  router.add(Method::post, "/uploads", says("upload"), {.body_bytes = 500});
  router.add(Method::put, "/cases/:id", says("put"));
  ASSERT_EQ(router.routes().size(), 2U);
  EXPECT_EQ(router.routes()[0].pattern, "/uploads");
  EXPECT_EQ(router.routes()[1].method, Method::put);
  BytesBody body{""};
  auto const admission = [&](Method method, std::string_view target) {
    return router.admit(make_request(method, target, body).value());
  };
  EXPECT_EQ(admission(Method::post, "/uploads").body_bytes, 500U);
  EXPECT_FALSE(admission(Method::put, "/cases/1").body_bytes);
  EXPECT_TRUE(admission(Method::put, "/cases/1").expected);
  EXPECT_FALSE(admission(Method::post, "/cases/1").expected);
  EXPECT_FALSE(admission(Method::post, "/elsewhere").expected);
}

TEST(Routers, RefusePatternsThatAreNone) {
  Router router;
  router.add(Method::get, "/a/:b", says(""));
  EXPECT_THROW(router.add(Method::get, "/a/:c", says("")), std::invalid_argument);
  for (auto const pattern : {"", "a", "/a//b", "/a/", "/:", "/:a:b"})
    EXPECT_THROW(router.add(Method::get, pattern, says("")), std::invalid_argument) << pattern;
  EXPECT_THROW(router.add(Method::other, "/x", says("")), std::invalid_argument);
  EXPECT_EQ(router.routes().size(), 1U);
}

TEST(Responses, ProblemsAreProblemDetails) {
  auto const response =
      problem({Fault::not_found, "case.unknown", "There is no such case.", "Check its number."});
  EXPECT_EQ(response.status(), Status::not_found);
  EXPECT_EQ(response.headers().find("Content-Type"), "application/problem+json");
  EXPECT_EQ(
      response.text(),
      R"({"code":"case.unknown","detail":"Check its number.","status":404,"title":"There is no such case."})");
}

TEST(Responses, EveryFaultHasAStatusAndEveryStatusAPhrase) {
  EXPECT_EQ(status_of(Fault::refused), Status::forbidden);
  EXPECT_EQ(status_of(Fault::too_large), Status::content_too_large);
  EXPECT_EQ(status_of(Fault::locked), Status::service_unavailable);
  EXPECT_EQ(status_of(Fault::integrity), Status::internal_error);
  EXPECT_EQ(phrase_of(Status::see_other), "See Other");
}

TEST(Responses, TheServersOwnHeadersCannotBeSet) {
  auto response = plain("x");
  for (auto const name : {"Content-Length", "transfer-encoding", "CONNECTION", "date"}) {
    EXPECT_THROW(response.set_header(name, "5"), std::invalid_argument) << name;
    EXPECT_THROW(response.add_header(name, "5"), std::invalid_argument) << name;
  }
  EXPECT_THROW(response.set_header("Location", "/a\r\nSet-Cookie: b=c"), std::invalid_argument);
  EXPECT_EQ(response.headers().all().size(), 1U);
}

TEST(Responses, CookiesAreSecureAndHoldNothingThatEndsThem) {
  auto response = plain("x");
  response.set_cookie("__Host-cid", "abc-123=");
  EXPECT_EQ(response.headers().find("Set-Cookie"),
            "__Host-cid=abc-123=; Path=/; Secure; HttpOnly; SameSite=Lax");
  response.drop_cookie("old");
  EXPECT_EQ(response.headers().all().back().value, "old=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  auto strict = plain("x");
  strict.set_cookie("a", "b", {.max_age = std::chrono::seconds{60}, .strict = true});
  EXPECT_EQ(strict.headers().find("Set-Cookie"),
            "a=b; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60");
  for (auto const value : {"a; Domain=evil", "a b", "a\r\n", "a\"", "a,b", "caf\xc3\xa9"})
    EXPECT_THROW(response.set_cookie("cid", value), std::invalid_argument) << value;
}

TEST(Responses, RedirectsStayOnOurOwnSite) {
  EXPECT_EQ(redirect("/cases/17?a=b#c").headers().find("Location"), "/cases/17?a=b#c");
  EXPECT_EQ(redirect("/").status(), Status::see_other);
  for (auto const location : {"//evil", "/\\evil", "\\\\evil", "https://evil", "javascript:alert(1)", "",
                              "cases", "/a\r\nSet-Cookie: b=c", "/a b", "/\t/evil", "/a\\b"})
    EXPECT_EQ(redirect(location).headers().find("Location"), "/") << location;
}

TEST(Responses, FilesAreRegularFilesAndNoLinks) {
  auto const folder = std::filesystem::temp_directory_path() / ("http-file-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream{folder / "table.csv"} << "a,b\n";
  std::filesystem::create_symlink("table.csv", folder / "link.csv");
  auto const response = file(folder / "table.csv", "text/csv").value();
  auto const& open = std::get<OwnedFile>(response.content());
  EXPECT_EQ(open.length(), 4U);
  char room[10];
  EXPECT_EQ(open.read_at(2, room, sizeof room), 2U);
  EXPECT_EQ(std::string(room, 2), "b\n");
  for (auto const name : {"link.csv", "absent.csv", "."})
    EXPECT_EQ(file(folder / name, "text/csv").error().code.view(), "http.file") << name;
  std::filesystem::remove_all(folder);
}

TEST(Responses, AttachmentsCarryNamesInAnyScript) {
  EXPECT_EQ(attachment("picture.csv"), "attachment; filename=\"picture.csv\"; filename*=UTF-8''picture.csv");
  EXPECT_EQ(attachment("Caf\xc3\xa9 \"x\".csv"),
            "attachment; filename=\"Caf__ _x_.csv\"; filename*=UTF-8''Caf%C3%A9%20_x_.csv");
  EXPECT_EQ(attachment("../a\r\nb\\c"), "attachment; filename=\".._a__b_c\"; filename*=UTF-8''.._a__b_c");
}

}  // namespace
}  // namespace concordat::http
