// SPDX-License-Identifier: Apache-2.0
#include "pages/chart.h"
#include "pages/people/people.h"
#include "pages/people/qr.h"

namespace concordat::pages {

std::string next_of(Visit const& visit) { return safe_path(visit.input.has("next") ? visit.input.text("next") : "/"); }

Result<View> second_step(Visit& visit, hub::SignInStep const& step) {
  View view{step.stage == hub::Stage::must_enrol ? "sign-in/enrol" : "sign-in/code"};
  view.model.set("half", step.token.expose()).set("next", next_of(visit));
  if (step.stage != hub::Stage::must_enrol) return view;
  auto const enrolment = hub::Accounts{visit.hub}.begin_enrolment(step.token.expose());
  if (!enrolment) return fail(enrolment);
  view.model.set("secret", enrolment->secret.expose()).set("uri", enrolment->uri.expose());
  view.model.set("picture", as_data_address(qr_picture(enrolment->uri.expose())));
  return view;
}

namespace {

View sign_in_view(Visit& visit) {
  View view{"sign-in/sign-in"};
  view.model.set("next", next_of(visit)).set("login", visit.input.text("login"));
  return view;
}

Result<Answer> show_sign_in(Visit& visit) {
  if (visit.who) return Go{next_of(visit)};
  return sign_in_view(visit);
}

/// What may be said beside a field; anything else is a page of its own.
bool is_about_the_form(Problem const& problem) {
  return problem.fault == Fault::refused || problem.fault == Fault::locked || problem.fault == Fault::malformed;
}

std::string words_of(Problem const& problem) { return std::string{problem.title.view()} + " " + std::string{problem.remedy.view()}; }

Result<Answer> take_sign_in(Visit& visit) {
  if (!visit.input.faults.empty()) return sign_in_view(visit);
  auto step = hub::Accounts{visit.hub}.sign_in(visit.input.text("login"), visit.input.text("password"), visit.request.peer.address);
  if (!step) {
    if (!is_about_the_form(step.error())) return fail(step);
    visit.fault("login", words_of(step.error()));
    return sign_in_view(visit);
  }
  if (step->stage == hub::Stage::signed_in) {
    visit.new_session = std::move(step->token);
    return Go{next_of(visit)};
  }
  auto view = second_step(visit, *step);
  if (!view) return fail(view);
  return std::move(*view);
}

using Confirm = Result<hub::Token> (hub::Accounts::*)(std::string_view, std::string_view, std::string_view);

Result<Answer> confirm(Visit& visit, hub::Stage stage, Confirm how) {
  auto const& half = visit.input.text("half");
  auto token = hub::Accounts{visit.hub};
  auto made = (token.*how)(half, visit.input.text("code"), visit.request.peer.address);
  if (made) {
    visit.new_session = std::move(*made);
    return Go{next_of(visit)};
  }
  if (!is_about_the_form(made.error())) return fail(made);
  visit.fault("code", words_of(made.error()));
  auto view = second_step(visit, {stage, hub::Token{std::string{half}}});
  // The first step is over by now: begin again.
  if (!view) return sign_in_view(visit);
  return std::move(*view);
}

Result<Answer> take_code(Visit& visit) { return confirm(visit, hub::Stage::needs_code, &hub::Accounts::confirm_code); }
Result<Answer> take_enrolment(Visit& visit) { return confirm(visit, hub::Stage::must_enrol, &hub::Accounts::confirm_enrolment); }

Result<Answer> sign_out(Visit& visit) {
  auto const token = http::cookie(visit.request.headers, session_cookie(visit.services.settings));
  if (token) {
    if (auto done = hub::Accounts{visit.hub}.sign_out(*token); !done) return fail(done);
  }
  visit.end_session = true;
  return Go{"/signed-out"};
}

Result<Answer> show_signed_out(Visit&) { return View{"sign-in/signed-out"}; }

}  // namespace

void add_sign_in_pages(Site& site) {
  InputField const next{.name = "next", .label = "the page to go on to", .longest = 500};
  InputField const half{.name = "half", .kind = InputKind::secret, .required = true};
  InputField const code{.name = "code", .kind = InputKind::secret, .label = "the code that your app shows", .required = true, .longest = 20};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::anybody, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/sign-in", "The form to sign in", {next}, show_sign_in);
  add(http::Method::post, "/sign-in", "The first step: login name and password",
      {{.name = "login", .label = "your login name", .required = true, .longest = 256},
       {.name = "password", .kind = InputKind::secret, .label = "your password", .required = true, .longest = 256}, next},
      take_sign_in);
  add(http::Method::post, "/sign-in/code", "The second step: the code of the app", {half, code, next}, take_code);
  add(http::Method::post, "/sign-in/enrol", "The second step for the first time: the code of an app just set up", {half, code, next}, take_enrolment);
  add(http::Method::post, "/sign-out", "End this session", {}, sign_out);
  add(http::Method::get, "/signed-out", "What is shown after signing out", {}, show_signed_out);
}

}  // namespace concordat::pages
