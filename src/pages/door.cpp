// SPDX-License-Identifier: Apache-2.0
#include "pages/door.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/markup.h"
#include "http/form.h"
#include "hub/act.h"
#include "pages/site.h"

namespace concordat::pages {

bool wants_json(http::Request const& request) {
  auto const accept = request.headers.find("accept");
  if (!accept) return false;
  auto const json = accept->find("application/json");
  auto const html = accept->find("text/html");
  return json != std::string_view::npos && (html == std::string_view::npos || json < html);
}

namespace {

constexpr std::uint64_t largest_fields = std::uint64_t{1} << 20;

bool add_value(http::Values& values, std::string const& name, Json const& value) {
  if (value.is_string()) values.add(name, value.string());
  else if (value.is_integer()) values.add(name, std::to_string(value.integer()));
  else if (value.is_bool()) values.add(name, value.boolean() ? "yes" : "");
  else if (value.is_null()) values.add(name, "");
  else return false;
  return true;
}

tl::unexpected<Problem> not_fields() {
  return fail(Fault::malformed, "request.fields", "The JSON is not an object of simple values.",
              "Send one object; its members are those of the interface's description.");
}

Result<http::Values> fields_of_json(std::string_view text) {
  auto const json = Json::parse(text);
  if (!json || !json->is_object()) return not_fields();
  http::Values values;
  for (auto const& [name, value] : json->object()) {
    if (!value.is_array()) {
      if (!add_value(values, name, value)) return not_fields();
      continue;
    }
    if (value.array().empty()) values.add(name, "");  // so that its name is looked at as well
    for (auto const& item : value.array()) {
      if (!item.is_string()) return not_fields();
      values.add(name, item.string());
    }
  }
  return values;
}

}  // namespace

Result<http::Values> read_fields(http::Request& request) {
  auto const type = http::media_type(request.headers);
  if (type == "application/x-www-form-urlencoded") return http::read_form(request.headers, request.body);
  if (type == "application/json") {
    auto const text = http::read_all(request.body, largest_fields);
    if (!text) return fail(text);
    return fields_of_json(*text);
  }
  return fail(Fault::malformed, "request.media-type", "This is neither a form nor JSON.",
              "Send application/x-www-form-urlencoded or application/json.");
}

Result<void> note_refusal(Visit& visit, std::string why) {
  hub::Act act;
  act.to = visit.who->agency;
  act.member = visit.who->member;
  act.fields = {"page"};
  return hub::record_alone(visit.hub, hub::refused(std::move(act), std::move(why)));
}

Result<void> note_look(Visit& visit, std::string what) {
  hub::Act act;
  act.to = visit.who->agency;
  act.member = visit.who->member;
  act.fields = {std::move(what)};
  return hub::record_alone(visit.hub, std::move(act));
}

Problem cross_site() {
  return {Fault::refused, "request.cross-site", "This did not come from a page of this hub.",
          "Open the page again, and send the form from there.", {}};
}
Problem not_signed_in() {
  return {Fault::refused, "request.not-signed-in", "You are not signed in.", "Sign in, and ask again.", {}};
}
Problem no_such_right() {
  return {Fault::refused, "request.no-right", "Your roles do not include this.",
          "Ask your agency's administrator if your work needs it.", {}};
}
Problem not_recent() {
  return {Fault::refused, "request.step-up", "For this you must have signed in a moment ago.", "Confirm who you are, and send it again.", {}};
}
Problem unknown_field() {
  return {Fault::unknown, "request.unknown-field", "Something was sent that this page does not ask for.",
          "Send only the fields that the interface's description names.", {}};
}
Problem broken_page() {
  return {Fault::internal, "page.broken", "Something went wrong on our side. Nothing was changed.", "Try again; if it stays so, tell who runs the hub.", {}};
}

http::Response busy_page(Services const& services, http::Request const& request, Problem const& problem) {
  auto const status = problem.fault == Fault::internal ? http::Status::internal_error : http::Status::service_unavailable;
  if (wants_json(request)) return http::problem(status, problem).with("retry-after", "5");
  auto const css = services.assets.address("main.css");
  return http::html(fmt::format("<!DOCTYPE html>\n<html lang=\"en\" class=\"govuk-template\"><head><meta charset=\"utf-8\">"
                                "<title>{0}</title><link rel=\"stylesheet\" href=\"{2}\"></head><body class=\"govuk-template__body\">"
                                "<main class=\"govuk-width-container govuk-main-wrapper\"><h1 class=\"govuk-heading-l\">{0}</h1>"
                                "<p class=\"govuk-body\">{1}</p></main></body></html>\n",
                                escape_markup(problem.title.view()), escape_markup(problem.remedy.view()), escape_markup(css)),
                    status)
      .with("retry-after", "5");
}

http::Response faults_as_problem(Input const& input) {
  Json document;
  document.set("type", "about:blank").set("status", 400).set("title", "Some fields cannot be used.").set("code", "request.fields");
  if (!input.faults.empty()) document.set("detail", input.faults.front().text);
  Json errors{Json::Array{}};
  for (auto const& fault : input.faults) errors.push(Json{}.set("field", fault.field).set("detail", fault.text));
  document.set("errors", std::move(errors));
  return http::Response{http::Status::bad_request, "application/problem+json", document.pretty()};
}

View problem_view(http::Status status, Problem const& problem) {
  View view{"problem", Json{Json::Object{}}, status};
  view.model.set("title", problem.title.view()).set("remedy", problem.remedy.view()).set("code", problem.code.view());
  view.model.set("status", static_cast<std::int64_t>(http::number_of(status)));
  return view;
}

std::string_view session_cookie(Settings const& settings) { return settings.secure ? "__Host-cid" : "cid"; }

std::string safe_path(std::string_view path) {
  bool const ours = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
  bool const plain = std::ranges::all_of(path, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != '\\' && static_cast<unsigned char>(c) < 0x7f; });
  return ours && plain ? std::string{path} : std::string{"/"};
}

void add_headers(http::Response& response, Settings const& settings) {
  auto const put = [&](std::string_view name, std::string_view value) {
    if (!response.headers().find(name)) response.set_header(name, value);
  };
  put("content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; "
      "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; "
      "trusted-types concordat");
  put("x-content-type-options", "nosniff");
  put("x-frame-options", "DENY");
  put("referrer-policy", "no-referrer");
  put("cross-origin-opener-policy", "same-origin");
  put("cross-origin-resource-policy", "same-origin");
  put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  put("cache-control", "no-store");
  if (settings.secure) put("strict-transport-security", "max-age=31536000; includeSubDomains");
}

}  // namespace concordat::pages
