// SPDX-License-Identifier: Apache-2.0
// A body on its way from the thread that reads the socket to the worker that pulls it. One writer, one
// reader, a fixed number of bytes between them: who sends faster than the handler reads has to wait.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "http/body.h"

namespace concordat::http {

class BodyPipe final : public Body {
 public:
  /// `wake` is called by the reader, in its thread, when the writer may go on.
  BodyPipe(std::size_t capacity, std::optional<std::uint64_t> content_length, std::function<void()> wake);

  // the worker's side
  [[nodiscard]] Result<std::size_t> read(std::span<char> room) override;
  [[nodiscard]] std::optional<std::uint64_t> content_length() const override { return content_length_; }

  // the socket's side
  /// Where to put bytes; empty where there is no room, and then `wake` follows.
  [[nodiscard]] std::span<char> room();
  /// That many bytes were put there.
  void commit(std::size_t bytes);
  /// Whether the worker has asked for anything yet; `wake` follows where it has not.
  [[nodiscard]] bool is_asked_for();
  void finish();
  void fail(Problem problem);

 private:
  std::vector<char> ring_;
  std::optional<std::uint64_t> const content_length_;
  std::function<void()> const wake_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::size_t begin_ = 0;  ///< of the bytes held
  std::size_t held_ = 0;
  bool asked_for_ = false;
  bool writer_waits_ = false;
  bool finished_ = false;
  std::optional<Problem> problem_;
};

}  // namespace concordat::http
