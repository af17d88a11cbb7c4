// SPDX-License-Identifier: Apache-2.0
// One question to another server, and its answer: what a hub and its witnesses ask of each other. Blocking, with a deadline for all of
// it. Redirections are not followed and nothing of the answer is believed; whoever asked checks it.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace concordat::http {

struct Question {
  std::string url = {};           ///< http:// or https://, host, port and path; no user, no query
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  std::chrono::milliseconds deadline{10'000};
  std::size_t most_answer_bytes = 65536;
  /// Certificates (PEM) that the other's is checked against; none: those of the machine.
  std::optional<std::filesystem::path> ca_file = std::nullopt;
};

struct Answered {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
};

/// POST, with the body and its type. Problems: "http.url", "http.trust" (the certificates to check against cannot be read), "http.no-answer"
/// (unreachable, too slow, no HTTP, too long, or a certificate that is not the host's).
[[nodiscard]] Result<Answered> post(Question const& question);
/// GET, without a body; problems as those of post.
[[nodiscard]] Result<Answered> get(Question const& question);

}  // namespace concordat::http
