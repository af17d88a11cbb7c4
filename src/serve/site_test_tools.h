// SPDX-License-Identifier: Apache-2.0
// For tests of pages: the whole site over the hub of a test, asked as a browser or a program asks it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "hub/looks/look_desk.h"
#include "hub/sharing/sharing_test_tools.h"
#include "pages/plain.h"
#include "serve/all_pages.h"
#include "serve/serving.h"
#include "template/templates.h"

namespace concordat::serve::proving {

using hub::proving::code_of;

/// Prepare the hub, then open_site().
class SiteTest : public hub::proving::SharingTest {
 protected:
  /// The site over this hub; the hub itself is closed.
  void open_site() {
    hub_.reset();
    site_.reset();
    services_.reset();
    looks_.reset();
    uploads_.reset();
    hubs_.reset();
    auto const web = std::filesystem::path{CONCORDAT_BINARY_DIR} / "web";
    shelf_ = std::make_unique<hub::Shelf>(shelf());
    auto templates = page_template::Templates::load(web / "templates.json");
    ASSERT_EQ(code_of(templates), "fine");
    templates_ = std::make_unique<page_template::Templates>(std::move(*templates));
    auto assets = pages::Assets::read(web);
    ASSERT_EQ(code_of(assets), "fine");
    assets_ = std::move(*assets);
    auto open = [this]() { return hub::Hub::open(options(), shelf(), clock_, chance_); };
    hubs_ = std::make_unique<pages::HubPool>(open, 1);
    uploads_ = std::make_unique<hub::UploadDesk>(hub::UploadDesk::Tools{*shelf_, options().reader, open, clock_}, hub::UploadDesk::Options{});
    looks_ = std::make_unique<hub::LookDesk>(hub::LookDesk::Tools{open, clock_, ask_of_looks_}, hub::LookLimits{});
    services_ = std::make_unique<pages::Services>(pages::Services{
        *hubs_, *uploads_, *shelf_, assets_, clock_, {}, templates_->words("en"),
        [this](std::string_view page, Json const& context, pages::Services::Markup const& markup) { return templates_->render(page, context, {.markup = markup}); }, looks_.get()});
    services_->settings.origin = "https://hub.example";
    services_->settings.secure = true;
    services_->settings.look_grace = std::chrono::hours{1};  // a test waits for what it asks, however busy the machine
    site_ = std::make_unique<pages::Site>(*services_);
    add_all_pages(*site_);
  }
  void TearDown() override {
    looks_.reset();
    uploads_.reset();
    hubs_.reset();
    SharingTest::TearDown();
  }

  std::string sign_in(std::string const& who) {
    auto lease = hubs_->take();
    auto const link = hub::make_sign_in_link(**lease, who);
    EXPECT_EQ(code_of(link), "fine") << who;
    auto const token = hub::Accounts{**lease}.sign_in_by_link(link->expose());
    EXPECT_EQ(code_of(token), "fine") << who;
    return token->expose();
  }
  std::string stepped_up(std::string const& token, std::string const& who) {
    auto lease = hubs_->take();
    auto const link = hub::make_sign_in_link(**lease, who);
    EXPECT_EQ(code_of(link), "fine") << who;
    auto const fresh = hub::Accounts{**lease}.step_up_by_link(token, link->expose());
    EXPECT_EQ(code_of(fresh), "fine") << who;
    return fresh->expose();
  }
  std::string csrf_of(std::string const& token) {
    auto lease = hubs_->take();
    auto const who = hub::Accounts{**lease}.session(token);
    return who && *who ? (*who)->csrf : "";
  }
  http::Response ask(http::Method method, std::string const& target, std::string const& token, std::string const& fields, bool json, std::string const& prefer = {}) {
    bool const posts = method == http::Method::post;
    http::BytesBody body{posts ? "csrf=" + csrf_of(token) + fields : std::string{}};
    auto request = http::make_request(method, target, body);
    EXPECT_TRUE(request) << target;
    request->host = "hub.example";
    request->peer.address = "192.0.2.1";
    if (posts) request->headers.add("origin", "https://hub.example");
    if (posts) request->headers.add("content-type", "application/x-www-form-urlencoded");
    request->headers.add("cookie", "__Host-cid=" + token);
    request->headers.add("accept", json ? "application/json" : "text/html");
    if (!prefer.empty()) request->headers.add("prefer", prefer);
    return site_->handle(*request);
  }
  http::Response get(std::string const& target, std::string const& token, bool json = false) { return ask(http::Method::get, target, token, {}, json); }
  http::Response post(std::string const& target, std::string const& token, std::string const& fields, bool json = false) { return ask(http::Method::post, target, token, fields, json); }
  static Json read(http::Response const& response) {
    auto json = Json::parse(response.text());
    EXPECT_TRUE(json) << response.text();
    return json ? std::move(*json) : Json{};
  }
  static int status(http::Response const& response) { return http::number_of(response.status()); }

  /// The program's answer with --json; what is no JSON fails.
  std::string run(std::vector<std::string> words) {
    auto const out = folder() / "output";
    words.insert(words.begin(), hub::proving::program());
    words.insert(words.end(), {"--json", "--definitions", options().definitions.string(), "--database", options().database, "--keys", options().keys.string(), "--now", "2026-11-21T10:00:00Z"});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto const child = ::fork();
    if (child == 0) {
      auto const file = ::open(out.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      ::dup2(file, 1);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    int result = 0;
    ::waitpid(child, &result, 0);
    return hub::proving::get(out);
  }

  std::unique_ptr<hub::Shelf> shelf_;
  std::unique_ptr<page_template::Templates> templates_;
  pages::Assets assets_;
  std::unique_ptr<pages::HubPool> hubs_;
  std::unique_ptr<hub::UploadDesk> uploads_;
  hub::LookDesk::Ask ask_of_looks_;  ///< before open_site(): what takes the place of hub::release
  std::unique_ptr<hub::LookDesk> looks_;
  std::unique_ptr<pages::Services> services_;
  std::unique_ptr<pages::Site> site_;
};

}  // namespace concordat::serve::proving
