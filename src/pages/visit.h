// SPDX-License-Identifier: Apache-2.0
// One request that has passed the door, and what a page answers to it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hub/accounts/accounts.h"
#include "http/request.h"
#include "http/response.h"
#include "pages/input.h"
#include "pages/services.h"

namespace concordat::pages {

/// A page: its template and one model, which is the page's words for a browser and the answer itself for a program.
struct View {
  std::string page;                  ///< "feeds/list": web/templates/pages/feeds/list.njk
  Json model{Json::Object{}};
  http::Status status = http::Status::ok;
  /// Markup that our own code made, by the name a template prints it under; no part of the model.
  std::map<std::string, std::string, std::less<>> markup = {};
};

/// What comes after a form: the browser goes there with GET (303); a program gets the model and the address.
struct Go {
  std::string to;                    ///< a path of our own
  Json model{Json::Object{}};
};

/// Files and event streams, as they are.
struct Sent {
  http::Response response;
};

using Answer = std::variant<View, Go, Sent>;

struct Visit {
  http::Request& request;
  Services& services;
  hub::Hub& hub;
  std::optional<hub::SignedIn> who;  ///< there on every route that needs somebody
  Input input;
  bool wants_json = false;

  /// What the answer does to the session: a new token, or its end.
  std::optional<hub::Token> new_session = {};
  bool end_session = false;

  /// REQUIRES: somebody is signed in.
  [[nodiscard]] hub::Member member() const;
  /// The role they ask the gate in: analyst where they have it, else their first.
  [[nodiscard]] std::string role() const;
  [[nodiscard]] bool may(hub::Right right) const;
  [[nodiscard]] hub::UploadOwner owner() const { return {who->agency, who->member}; }
  /// For forms that carry a file, whose fields the door has not read.
  [[nodiscard]] bool is_own_form(std::string_view csrf) const;
  /// Adds a fault of one field, which the page shows beside it and in its summary.
  void fault(std::string field, std::string text) { input.faults.push_back({std::move(field), std::move(text)}); }
  [[nodiscard]] std::string_view param(std::string_view name) const { return request.param(name); }
};

}  // namespace concordat::pages
