// SPDX-License-Identifier: Apache-2.0
// The routes, and the door every request comes through before a page sees it.
//
// In this order, and the first thing that fails answers:
//   1. the route (404, 405);          2. for anything that changes: our own form (403) in a form we read (415);
//   3. the session, read anew from the database each time, so that rights that ended have ended;
//   4. what the route needs: somebody, a right, a recent sign-in;
//   5. the fields that were declared, and no other (400).
// Only then a page is asked. What it answers is one model, as HTML through its template or as JSON.
//
// Thread safety: built first, then read by any number of threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/router.h"
#include "pages/visit.h"

namespace concordat::pages {

enum class Need : std::uint8_t {
  anybody,       ///< the session is looked at where there is one
  signed_in,
  right,
};

struct PageRoute {
  http::Method method = http::Method::get;
  std::string pattern;               ///< "/feeds/:feed"
  std::string summary;               ///< one sentence for the description of the interface
  Need need = Need::signed_in;
  std::optional<hub::Right> right = {};
  std::vector<InputField> inputs = {};   ///< of the query (GET) or the form (POST)
  bool takes_idempotency_key = false;    ///< the header Idempotency-Key, for programs: hub/handover/idempotency.h
  bool reads_body_itself = false;        ///< multipart/form-data: the page reads it, and checks the form's token
  std::function<Result<Answer>(Visit&)> page;
};

class Site {
 public:
  explicit Site(Services& services);

  /// REQUIRES: Need::right has a right, and the others none.
  void add(PageRoute route);
  /// What needs no hub and nobody: assets, health, metrics. Not part of the described interface.
  void add_plain(http::Method method, std::string_view pattern, http::Handler handler);
  [[nodiscard]] std::vector<PageRoute> const& routes() const { return routes_; }
  /// Answers any request; never throws what a page threw.
  [[nodiscard]] http::Response handle(http::Request& request);
  [[nodiscard]] http::Router const& router() const { return router_; }

 private:
  http::Response open(PageRoute const& route, http::Request& request);
  http::Response answer_of(PageRoute const& route, Visit& visit);
  http::Response lost(http::Request& request, http::Response answered);
  Result<std::optional<hub::SignedIn>> session_of(http::Request const& request, hub::Hub& hub) const;
  std::optional<http::Response> turn_away(PageRoute const& route, Visit& visit);
  std::optional<http::Response> read_inputs(PageRoute const& route, Visit& visit);
  http::Response answer(Visit& visit, Result<Answer> answered);
  http::Response show(Visit& visit, View view);
  http::Response refuse(Visit& visit, http::Status status, Problem const& problem);
  void put_session(Visit const& visit, http::Response& response) const;

  Services& services_;
  http::Router router_;
  std::vector<PageRoute> routes_;
};

/// Security headers that every answer carries, but where a page has set one of its own.
void add_headers(http::Response& response, Settings const& settings);

/// The name of the session's cookie.
[[nodiscard]] std::string_view session_cookie(Settings const& settings);

/// A path of our own to go on to ("/feeds/ed-istv"), or "/" for anything else.
[[nodiscard]] std::string safe_path(std::string_view path);

}  // namespace concordat::pages
