// SPDX-License-Identifier: Apache-2.0
#include "pages/plain.h"

namespace concordat::pages {
namespace {

http::Response not_there() {
  return http::problem(Problem{Fault::not_found, "http.path", "There is no such page.", "Look at the address again.", {}});
}

http::Response asset(Services const& services, std::string_view name) {
  auto const* found = services.assets.find(name);
  if (found == nullptr) return not_there();
  // The name holds the content's hash: what has this name never changes.
  return http::Response{http::Status::ok, found->media_type, found->content}.with("cache-control", "public, max-age=31536000, immutable");
}

http::Response health(Services& services) {
  auto lease = services.hubs.take(std::chrono::milliseconds{2000});
  bool const well = lease && (**lease).database().query_integer("SELECT count(*) FROM partnership").has_value();
  return http::json(Json{}.set("status", well ? "ok" : "unavailable").pretty(), well ? http::Status::ok : http::Status::service_unavailable);
}

bool comes_straight(http::Request const& request) {
  bool const local = request.peer.address == "127.0.0.1" || request.peer.address == "::1";
  return local && !request.headers.find("x-forwarded-for") && !request.headers.find("forwarded");
}

}  // namespace

void add_plain_routes(Site& site, Services& services, Metrics const& metrics) {
  site.add_plain(http::Method::get, "/assets/:name", [&services](http::Request& request) { return asset(services, request.param("name")); });
  site.add_plain(http::Method::get, "/assets/:folder/:name", [&services](http::Request& request) {
    return asset(services, std::string{request.param("folder")} + "/" + std::string{request.param("name")});
  });
  site.add_plain(http::Method::get, "/healthz", [&services](http::Request&) { return health(services); });
  site.add_plain(http::Method::get, "/metrics", [&metrics](http::Request& request) {
    if (!comes_straight(request)) return not_there();
    return http::Response{http::Status::ok, "text/plain; version=0.0.4; charset=utf-8", metrics.text()};
  });
}

}  // namespace concordat::pages
