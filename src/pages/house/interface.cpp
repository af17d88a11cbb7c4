// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "hub/handover/idempotency.h"
#include "pages/house/house.h"

namespace concordat::pages {
namespace {

/// "/feeds/:feed" -> "/feeds/{feed}", and the names.
std::string path_of(std::string_view pattern, std::vector<std::string>& names) {
  std::string path;
  for (auto const segment : text::split(pattern.substr(1), '/')) {
    path += '/';
    if (!segment.starts_with(':')) {
      path += segment;
      continue;
    }
    names.emplace_back(segment.substr(1));
    path += fmt::format("{{{}}}", segment.substr(1));
  }
  return path;
}

Json parameter(std::string_view name, std::string_view in, bool required, Json schema) {
  Json one;
  one.set("name", name).set("in", in).set("required", required).set("schema", std::move(schema));
  return one;
}

Json answers_of(PageRoute const& route) {
  auto const says = [](std::string_view words) { return Json{}.set("description", words); };
  Json problem;
  problem.set("description", "Why not, and what helps");
  problem.set("content", Json{}.set("application/problem+json", Json{}.set("schema", Json{}.set("$ref", "#/components/schemas/Problem"))));
  Json answers;
  answers.set("200", says("The page's model as JSON, or the page as HTML"));
  if (route.method == http::Method::post) answers.set("303", says("Done; a browser goes on to the page named"));
  answers.set("default", std::move(problem));
  return answers;
}

Json operation_of(PageRoute const& route, std::vector<std::string> const& names) {
  Json operation;
  operation.set("summary", route.summary).set("responses", answers_of(route));
  Json parameters{Json::Array{}};
  for (auto const& name : names) parameters.push(parameter(name, "path", true, Json{}.set("type", "string")));
  if (route.takes_idempotency_key) {
    Json key;
    key.set("type", "string").set("minLength", 1).set("maxLength", 200);
    auto header = parameter("Idempotency-Key", "header", false, std::move(key));
    parameters.push(header.set("description", fmt::format("The same key with the same request gives the same answer for {} hours, and nothing is done "
                                                          "twice; with another request it is refused (409). A new UUID for each file.",
                                                          hub::idempotency_kept.count())));
  }
  auto const schema = schema_of(route.inputs);
  if (http::is_safe(route.method)) {
    for (auto const& field : route.inputs) parameters.push(parameter(field.name, "query", field.required, schema["properties"][field.name]));
  } else if (!route.inputs.empty()) {
    Json content;
    auto const type = route.reads_body_itself ? "multipart/form-data" : "application/x-www-form-urlencoded";
    content.set(type, Json{}.set("schema", schema));
    if (!route.reads_body_itself) content.set("application/json", Json{}.set("schema", schema));
    operation.set("requestBody", Json{}.set("required", true).set("content", std::move(content)));
  }
  if (!parameters.array().empty()) operation.set("parameters", std::move(parameters));
  operation.set("security", Json{Json::Array{}});
  if (route.need != Need::anybody) {
    operation.set("security", Json{Json::Array{Json{}.set("session", Json{Json::Array{}})}});
  }
  if (route.right) operation.set("x-right", hub::name_of(*route.right).view());
  return operation;
}

Json components(Settings const& settings) {
  Json properties;
  for (auto const* name : {"type", "title", "detail", "code"}) properties.set(name, Json{}.set("type", "string"));
  properties.set("status", Json{}.set("type", "integer"));
  Json components;
  components.set("schemas", Json{}.set("Problem", Json{}.set("type", "object").set("properties", std::move(properties))));
  Json session;
  session.set("type", "apiKey").set("in", "cookie").set("name", session_cookie(settings));
  components.set("securitySchemes", Json{}.set("session", std::move(session)));
  return components;
}

}  // namespace

Json open_api(Site const& site, Settings const& settings) {
  Json document;
  document.set("openapi", "3.1.0");
  document.set("info", Json{}.set("title", "Concordat").set("version", settings.version).set("description",
                       "Every page answers JSON where that is asked for with 'Accept: application/json'. What changes something needs the "
                       "session's token in the header 'X-Concordat-Csrf' and an 'Origin' of this hub."));
  if (!settings.origin.empty()) document.set("servers", Json{Json::Array{Json{}.set("url", settings.origin)}});
  Json paths{Json::Object{}};
  for (auto const& route : site.routes()) {
    std::vector<std::string> names;
    auto const path = path_of(route.pattern, names);
    auto entry = paths[path];
    entry.set(text::ascii_lower(http::name_of(route.method)), operation_of(route, names));
    paths.set(path, std::move(entry));
  }
  document.set("paths", std::move(paths)).set("components", components(settings));
  return document;
}

void add_interface_pages(Site& site) {
  site.add({.pattern = "/openapi.json",
            .summary = "This description",
            .need = Need::anybody,
            .page = [&site](Visit& visit) -> Result<Answer> {
              return Sent{http::json(open_api(site, visit.services.settings).pretty())};
            }});
}

}  // namespace concordat::pages
