// SPDX-License-Identifier: Apache-2.0
// Links that work once: to set up an account, and to sign in at a demonstration. Looking at one changes nothing, so that a
// program which opens every link in a letter does not use it up; the button does.
#include "pages/people/people.h"

namespace concordat::pages {
namespace {

View link_view(hub::LinkView const& link, std::string_view token) {
  View view{link.demo ? "sign-in/demo-link" : "sign-in/set-up"};
  view.model.set("login", link.login).set("link", token);
  return view;
}

Result<Answer> show_link(Visit& visit) {
  auto const token = visit.param("link");
  auto const link = hub::Accounts{visit.hub}.look_at_link(token);
  if (!link) return fail(link);
  return link_view(*link, token);
}

Result<Answer> use_demo_link(Visit& visit) {
  auto token = hub::Accounts{visit.hub}.sign_in_by_link(visit.input.text("link"));
  if (!token) return fail(token);
  visit.new_session = std::move(*token);
  return Go{"/"};
}

Result<Answer> set_password(Visit& visit) {
  auto const& link = visit.input.text("link");
  auto const& password = visit.input.text("password");
  hub::Accounts accounts{visit.hub};
  if (visit.input.faults.empty() && password != visit.input.text("again")) visit.fault("again", "The two passwords differ: enter the same twice.");
  if (visit.input.faults.empty()) {
    auto step = accounts.set_password(link, password);
    if (step && step->stage == hub::Stage::signed_in) {
      visit.new_session = std::move(step->token);
      return Go{"/"};
    }
    if (step) {
      auto view = second_step(visit, *step);
      if (!view) return fail(view);
      return std::move(*view);
    }
    if (!step.error().code.view().starts_with("password.")) return fail(step);
    visit.fault("password", std::string{step.error().title.view()} + " " + std::string{step.error().remedy.view()});
  }
  auto const seen = accounts.look_at_link(link);
  if (!seen) return fail(seen);
  return link_view(*seen, link);
}

}  // namespace

void add_link_pages(Site& site) {
  InputField const link{.name = "link", .kind = InputKind::secret, .required = true};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::anybody, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/sign-in/link/:link", "What a link is for; it is not used up by looking", {}, show_link);
  add(http::Method::post, "/sign-in/link", "Sign in by a demonstration's link", {link}, use_demo_link);
  add(http::Method::post, "/set-up", "Set a password by a set-up link",
      {link, {.name = "password", .kind = InputKind::secret, .label = "a password", .required = true, .longest = 256},
       {.name = "again", .kind = InputKind::secret, .label = "the password once more", .required = true, .longest = 256}},
      set_password);
}

}  // namespace concordat::pages
