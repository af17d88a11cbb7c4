// SPDX-License-Identifier: Apache-2.0
// What is checked at the door, and the sentences of those who are turned away.
#pragma once

#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "pages/input.h"
#include "pages/visit.h"

namespace concordat::pages {

/// A program asks for JSON; a browser's list of types begins with HTML.
[[nodiscard]] bool wants_json(http::Request const& request);
/// A form, or a JSON object of texts, numbers, true and lists of texts; "request.media-type" for anything else.
[[nodiscard]] Result<http::Values> read_fields(http::Request& request);

/// That the person who is signed in was refused, as an entry of the ledger: `why` is a code of ours.
[[nodiscard]] Result<void> note_refusal(Visit& visit, std::string why);

/// That the person who is signed in looked at something of the hub, where the use case behind it does not write it itself.
[[nodiscard]] Result<void> note_look(Visit& visit, std::string what);

[[nodiscard]] Problem cross_site();
[[nodiscard]] Problem not_signed_in();
[[nodiscard]] Problem no_such_right();
[[nodiscard]] Problem not_recent();
[[nodiscard]] Problem unknown_field();
[[nodiscard]] Problem broken_page();

/// Where no hub is at hand, so that no page can be made with its layout.
[[nodiscard]] http::Response busy_page(Services const& services, http::Request const& request, Problem const& problem);
[[nodiscard]] http::Response faults_as_problem(Input const& input);
[[nodiscard]] View problem_view(http::Status status, Problem const& problem);

}  // namespace concordat::pages
