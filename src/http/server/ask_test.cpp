// SPDX-License-Identifier: Apache-2.0
#include "http/server/ask.h"

#include <cstdlib>
#include <filesystem>

#include "http/server/server_test_tools.h"
#include "support/temporary_folder.h"

namespace concordat::http::test {
namespace {

class Asking : public Serving {
 protected:
  [[nodiscard]] Question to(std::string_view path, std::string body = "hello", std::string_view scheme = "http", std::string_view host = "127.0.0.1") const {
    Question question;
    question.url = std::string{scheme} + "://" + std::string{host} + ":" + std::to_string(server->port()) + std::string{path};
    question.body = std::move(body);
    question.deadline = std::chrono::seconds{20};
    return question;
  }
  static std::string code_of(Result<Answered> const& answer) { return answer ? "fine" : std::string{answer.error().code.view()}; }
};

TEST_F(Asking, BringsTheAnswerBack) {
  start();
  auto const answer = post(to("/echo", std::string(20'000, 'x')));
  ASSERT_TRUE(answer) << sentence(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body.size(), 20'000U);
  EXPECT_TRUE(answer->content_type.starts_with("text/plain"));
  EXPECT_EQ(post(to("/nowhere"))->status, 404);
}

TEST_F(Asking, GetsWithoutABody) {
  router.add(Method::get, "/there", [](Request& request) { return plain(std::string{name_of(request.method)} + (request.headers.find("content-length") ? " with a body" : "")); });
  start();
  auto const answer = get(to("/there"));
  ASSERT_TRUE(answer) << sentence(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(answer->body.starts_with("GET")) << answer->body;
  EXPECT_EQ(answer->body.find("with a body"), std::string::npos);
  EXPECT_EQ(get(to("/echo"))->status, 405);
  EXPECT_EQ(code_of(get(Question{.url = "ftp://a/"})), "http.url");
}

TEST_F(Asking, GivesUpOnWhatIsSlowLongOrAway) {
  router.add(Method::post, "/slow", [this](Request&) { return plain(gate.wait() ? "late" : "never"); });
  start();
  auto slow = to("/slow");
  slow.deadline = std::chrono::milliseconds{200};
  EXPECT_EQ(code_of(post(slow)), "http.no-answer");
  gate.open();
  auto longer = to("/echo", std::string(2'000, 'x'));
  longer.most_answer_bytes = 1'000;
  EXPECT_EQ(code_of(post(longer)), "http.no-answer");
  auto away = to("/echo");
  server.reset();
  EXPECT_EQ(code_of(post(away)), "http.no-answer");
}

TEST_F(Asking, TakesPlainAddressesOnly) {
  for (auto const* url : {"", "ftp://a/", "http://", "http://a b/", "http://user@host/", "http://host/?q", "http://host:0/", "http://host:99999/",
                          "http://host:x/", "http://[::1/", "http://a\r\nX: y/", "https://ho_st/"}) {
    EXPECT_EQ(code_of(post(Question{.url = url})), "http.url") << url;
  }
}

TEST_F(Asking, ChecksWhoseCertificateItIs) {
  test_support::TemporaryFolder const folder;
  auto const make = [&](std::string const& name, std::string const& host) {
    auto const path = (folder.path() / name).string();
    auto const command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + host + " -addext subjectAltName=DNS:" + host +
                         " -keyout " + path + ".key -out " + path + ".pem 2> /dev/null";
    return std::system(command.c_str());
  };
  ASSERT_EQ(make("ours", "localhost"), 0);
  ASSERT_EQ(make("other", "elsewhere.example"), 0);
  options.tls = TlsOptions{folder.path() / "ours.pem", folder.path() / "ours.key"};
  start();
  auto question = to("/echo", "hello", "https", "localhost");
  EXPECT_EQ(code_of(post(question)), "http.no-answer") << "nobody vouches for it";
  question.ca_file = folder.path() / "ours.pem";
  auto const answer = post(question);
  ASSERT_TRUE(answer) << sentence(answer.error());
  EXPECT_EQ(answer->body, "hello");
  auto by_number = to("/echo", "hello", "https", "127.0.0.1");
  by_number.ca_file = question.ca_file;
  EXPECT_EQ(code_of(post(by_number)), "http.no-answer") << "the certificate is for another name";
  question.ca_file = folder.path() / "other.pem";
  EXPECT_EQ(code_of(post(question)), "http.no-answer");
  question.ca_file = folder.path() / "absent.pem";
  EXPECT_EQ(code_of(post(question)), "http.trust");
}

}  // namespace
}  // namespace concordat::http::test
