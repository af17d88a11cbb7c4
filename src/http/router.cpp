// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include <map>
#include <span>
#include <stdexcept>

#include "base/text.h"

namespace concordat::http {
namespace {

struct Entry {
  std::string pattern;
  std::vector<std::string> names;
  Handler handler;
  RouteOptions options;
};

bool is_name(std::string_view name) {
  return is_token(name) && name.find(':') == std::string_view::npos;
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
  std::unique_ptr<Node> any;
  std::map<Method, Entry> methods;

  /// Each node is visited once at most, since only one path leads to it.
  Node const* find(std::span<std::string const> segments, std::vector<std::string_view>& matched) const {
    if (segments.empty()) return methods.empty() ? nullptr : this;
    auto const rest = segments.subspan(1);
    if (auto const child = fixed.find(segments.front()); child != fixed.end()) {
      if (auto const* node = child->second->find(rest, matched)) return node;
    }
    if (!any || segments.front().empty()) return nullptr;
    matched.emplace_back(segments.front());
    auto const* node = any->find(rest, matched);
    if (node == nullptr) matched.pop_back();
    return node;
  }

  [[nodiscard]] std::string allowed() const {
    std::string list;
    for (auto const& [method, entry] : methods) list.append(list.empty() ? "" : ", ").append(name_of(method));
    return list;
  }
};

Router::Router() : root_{std::make_unique<Node>()} {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
  auto const bad = [](char const* why) -> void { throw std::invalid_argument{why}; };
  if (method == Method::other || method == Method::connect)
    bad("a route for a method that cannot be answered");
  if (pattern.empty() || pattern.front() != '/') bad("a pattern starts with a slash");
  Entry entry{
      .pattern = std::string{pattern}, .names = {}, .handler = std::move(handler), .options = options};
  Node* node = root_.get();
  if (pattern != "/") {
    for (auto const segment : text::split(pattern.substr(1), '/')) {
      bool const named = segment.starts_with(':');
      if (segment.empty() || (named && !is_name(segment.substr(1)))) bad("a segment of a pattern is not one");
      auto& child = named ? node->any : node->fixed[std::string{segment}];
      if (named) entry.names.emplace_back(segment.substr(1));
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
  }
  if (!node->methods.emplace(method, std::move(entry)).second) bad("two routes for the same method and path");
  routes_.push_back({method, std::string{pattern}, options});
}

Router::Node const* Router::find(Request const& request, std::vector<std::string_view>& matched) const {
  return root_->find(request.segments, matched);
}

Response Router::operator()(Request& request) const {
  std::vector<std::string_view> matched;
  auto const* node = find(request, matched);
  if (node == nullptr)
    return problem(
        {Fault::not_found, "http.path", "There is no page at this address.", "Check the address."});
  auto const entry = node->methods.find(request.method);
  if (entry == node->methods.end())
    return problem(Status::method_not_allowed,
                   {Fault::refused, "http.method", "This address does not do that.",
                    "Use one of the methods that the Allow header names."})
        .with("Allow", node->allowed());
  auto const& found = entry->second;
  request.route = found.pattern;
  for (std::size_t index = 0; index < found.names.size(); ++index)
    request.params.add(found.names[index], std::string{matched[index]});
  return found.handler(request);
}

Admission Router::admit(Request const& request) const {
  std::vector<std::string_view> matched;
  auto const* node = find(request, matched);
  if (node == nullptr) return {.expected = false};
  auto const entry = node->methods.find(request.method);
  if (entry == node->methods.end()) return {.expected = false};
  return {.expected = true, .body_bytes = entry->second.options.body_bytes};
}

}  // namespace concordat::http
