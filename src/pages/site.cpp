// SPDX-License-Identifier: Apache-2.0
#include "pages/site.h"

#include <algorithm>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "http/form.h"
#include "http/target.h"
#include "pages/context.h"
#include "pages/door.h"

namespace concordat::pages {

hub::Member Visit::member() const { return {who->member, who->agency, who->roles, {}, true}; }

std::string Visit::role() const {
  auto const& roles = who->roles;
  if (std::ranges::find(roles, "analyst") != roles.end()) return "analyst";
  return roles.empty() ? std::string{} : roles.front();
}

bool Visit::may(hub::Right right) const { return who && hub::allowed(right, who->roles); }

bool Visit::is_own_form(std::string_view csrf) const { return who && hub::csrf_fits(*who, csrf); }

Site::Site(Services& services) : services_{services} {}

void Site::add(PageRoute route) {
  routes_.push_back(std::move(route));
  auto const number = routes_.size() - 1;
  auto const& added = routes_.back();
  http::RouteOptions options;
  if (added.reads_body_itself) options.body_bytes = services_.settings.largest_upload;
  router_.add(added.method, added.pattern, [this, number](http::Request& request) { return open(routes_[number], request); }, options);
}

void Site::add_plain(http::Method method, std::string_view pattern, http::Handler handler) {
  router_.add(method, pattern, std::move(handler));
}

namespace {

/// With each answer its reader gets what the ledger was then, signed: whoever is shown another history holds the proof of it.
void tell_checkpoint(Visit& visit, http::Response& response) {
  if (!visit.who) return;
  auto const note = visit.hub.log().note();
  if (note && *note) response.set_header("concordat-checkpoint", crypto::to_base64(crypto::bytes_of(**note)));
}

}  // namespace

http::Response Site::handle(http::Request& request) {
  auto response = router_(request);
  if (request.route.empty() && !wants_json(request)) response = lost(request, std::move(response));
  add_headers(response, services_.settings);
  return response;
}

http::Response Site::open(PageRoute const& route, http::Request& request) {
  auto const origin = request.headers.find("origin");
  bool const foreign = origin && *origin != services_.settings.origin;
  if (!http::is_safe(request.method) && (foreign || !http::is_same_origin(request))) return http::problem(http::Status::forbidden, cross_site());
  auto lease = services_.hubs.take();
  if (!lease) return busy_page(services_, request, lease.error());
  Visit visit{request, services_, **lease, std::nullopt, {}, wants_json(request)};
  auto session = session_of(request, visit.hub);
  if (!session) return refuse(visit, http::status_of(session.error().fault), session.error());
  visit.who = std::move(*session);
  auto response = answer_of(route, visit);
  tell_checkpoint(visit, response);
  return response;
}

http::Response Site::answer_of(PageRoute const& route, Visit& visit) {
  if (auto away = turn_away(route, visit)) return std::move(*away);
  if (auto away = read_inputs(route, visit)) return std::move(*away);
  try {
    return answer(visit, route.page(visit));
  } catch (std::exception const&) {
    // What it says may quote what somebody typed.
    return refuse(visit, http::Status::internal_error, broken_page());
  }
}

Result<std::optional<hub::SignedIn>> Site::session_of(http::Request const& request, hub::Hub& hub) const {
  auto const token = http::cookie(request.headers, session_cookie(services_.settings));
  if (!token) return std::optional<hub::SignedIn>{};
  return hub::Accounts{hub}.session(*token);
}

/// No such page, or not for this method: said on a page, from where a person can go on.
http::Response Site::lost(http::Request& request, http::Response answered) {
  auto lease = services_.hubs.take();
  if (!lease) return answered;
  Visit visit{request, services_, **lease, std::nullopt, {}, false};
  if (auto session = session_of(request, visit.hub)) visit.who = std::move(*session);
  Problem const problem{Fault::not_found, "http.path", "There is no such page.", "Look at the address again, or go on from the menu.", {}};
  auto page = show(visit, problem_view(answered.status(), problem));
  if (auto const allow = answered.headers().find("allow")) page.set_header("allow", *allow);
  tell_checkpoint(visit, page);
  return page;
}

std::optional<http::Response> Site::turn_away(PageRoute const& route, Visit& visit) {
  if (route.need == Need::anybody) return std::nullopt;
  bool const looks = visit.request.method == http::Method::get;
  if (!visit.who) {
    if (looks && !visit.wants_json) return http::redirect("/sign-in?next=" + http::percent_encode(visit.request.target));
    return refuse(visit, http::Status::unauthorised, not_signed_in());
  }
  if (route.need == Need::signed_in) return std::nullopt;
  auto const may = hub::may(*visit.who, *route.right);
  if (may == hub::May::no) {
    if (auto noted = note_refusal(visit, "request.no-right"); !noted) return refuse(visit, http::status_of(noted.error().fault), noted.error());
    return refuse(visit, http::Status::forbidden, no_such_right());
  }
  if (may == hub::May::step_up) {
    if (looks && !visit.wants_json) return http::redirect("/step-up?next=" + http::percent_encode(visit.request.target));
    if (auto noted = note_refusal(visit, "request.step-up"); !noted) return refuse(visit, http::status_of(noted.error().fault), noted.error());
    return refuse(visit, http::Status::forbidden, not_recent());
  }
  return std::nullopt;
}

std::optional<http::Response> Site::read_inputs(PageRoute const& route, Visit& visit) {
  if (route.reads_body_itself) return std::nullopt;
  http::Values values = visit.request.query;
  if (!http::is_safe(visit.request.method)) {
    auto body = read_fields(visit.request);
    if (!body) return refuse(visit, http::status_of(body.error().fault), body.error());
    values = std::move(*body);
    auto const header = visit.request.headers.find("x-concordat-csrf");
    if (visit.who && !visit.is_own_form(header ? *header : values.get("csrf"))) {
      if (auto noted = note_refusal(visit, "request.cross-site"); !noted) return refuse(visit, http::status_of(noted.error().fault), noted.error());
      return refuse(visit, http::Status::forbidden, cross_site());
    }
  }
  visit.input = read_input(route.inputs, values);
  bool const beside = !http::is_safe(visit.request.method) && !visit.request.query.empty();
  if (visit.input.unknown_name || beside) return refuse(visit, http::Status::bad_request, unknown_field());
  if (!visit.input.faults.empty() && visit.wants_json) return faults_as_problem(visit.input);
  return std::nullopt;
}

http::Response Site::answer(Visit& visit, Result<Answer> answered) {
  if (!answered) {
    auto const fault = answered.error().fault;
    if (visit.who && (fault == Fault::refused || fault == Fault::not_found)) {
      // Also what is not there: it may be another agency's, which must not show.
      auto noted = note_refusal(visit, std::string{answered.error().code.view()});
      if (!noted) return refuse(visit, http::status_of(noted.error().fault), noted.error());
    }
    return refuse(visit, http::status_of(fault), answered.error());
  }
  if (auto* view = std::get_if<View>(&*answered)) {
    if (!visit.input.faults.empty() && visit.wants_json) return faults_as_problem(visit.input);
    return show(visit, std::move(*view));
  }
  if (auto* go = std::get_if<Go>(&*answered)) {
    auto const to = safe_path(go->to);
    auto response = visit.wants_json ? http::json(go->model.set("page", to).pretty()) : http::redirect(to);
    put_session(visit, response);
    return response;
  }
  auto response = std::move(std::get<Sent>(*answered).response);
  put_session(visit, response);
  return response;
}

http::Response Site::show(Visit& visit, View view) {
  if (!visit.input.faults.empty() && view.status == http::Status::ok) view.status = http::Status::bad_request;
  if (visit.wants_json) {
    auto response = http::json(view.model.pretty(), view.status);
    put_session(visit, response);
    return response;
  }
  auto page = services_.render("pages/" + view.page + ".njk", context_of(visit, view), view.markup);
  if (!page) return http::problem(http::Status::internal_error, broken_page());
  auto response = http::html(std::move(*page), view.status);
  put_session(visit, response);
  return response;
}

http::Response Site::refuse(Visit& visit, http::Status status, Problem const& problem) {
  auto response = visit.wants_json ? http::problem(status, problem) : show(visit, problem_view(status, problem));
  if (status == http::Status::service_unavailable) response.set_header("retry-after", "5");
  return response;
}

void Site::put_session(Visit const& visit, http::Response& response) const {
  auto const name = session_cookie(services_.settings);
  if (visit.end_session) response.drop_cookie(name);
  if (visit.end_session) response.set_header("clear-site-data", "\"cache\", \"cookies\", \"storage\"");
  if (visit.new_session) response.set_cookie(name, visit.new_session->expose());
}

}  // namespace concordat::pages
