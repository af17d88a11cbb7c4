// SPDX-License-Identifier: Apache-2.0
#include "agreements/terms.h"

#include <array>

namespace concordat::agreements {
namespace {

using namespace std::string_view_literals;

constexpr std::array forms{"aggregate"sv, "depersonalised"sv, "pseudonymised"sv, "personalised"sv};
constexpr std::array transforms{"value"sv,   "graded"sv, "scrubbed-text"sv, "code"sv,   "hour"sv, "day"sv,
                                "summary"sv, "cell"sv,   "band"sv,          "yes-no"sv, "count"sv};
constexpr std::array statuses{"draft"sv, "proposed"sv, "signed"sv, "suspended"sv, "ended"sv};

template <class T, std::size_t N>
std::optional<T> find(std::array<std::string_view, N> const& names, std::string_view name) {
  for (std::size_t index = 0; index < N; ++index) {
    if (names[index] == name) return static_cast<T>(index);
  }
  return std::nullopt;
}

template <std::size_t N>
std::vector<std::string_view> list(std::array<std::string_view, N> const& names) {
  return {names.begin(), names.end()};
}

}  // namespace

std::string_view name_of(Form form) {
  return forms[static_cast<std::size_t>(form)];
}
std::string_view name_of(Transform transform) {
  return transforms[static_cast<std::size_t>(transform)];
}
std::string_view name_of(Status status) {
  return statuses[static_cast<std::size_t>(status)];
}

std::optional<Form> form_from(std::string_view name) {
  return find<Form>(forms, name);
}
std::optional<Transform> transform_from(std::string_view name) {
  return find<Transform>(transforms, name);
}
std::optional<Status> status_from(std::string_view name) {
  return find<Status>(statuses, name);
}

std::vector<std::string_view> form_names() {
  return list(forms);
}
std::vector<std::string_view> transform_names() {
  return list(transforms);
}
std::vector<std::string_view> status_names() {
  return list(statuses);
}

}  // namespace concordat::agreements
