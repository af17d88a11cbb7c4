// SPDX-License-Identifier: Apache-2.0
// Threads that run handlers, and a queue that never grows past its limit.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace concordat::http {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue);
  WorkerPool(WorkerPool const&) = delete;
  WorkerPool& operator=(WorkerPool const&) = delete;
  ~WorkerPool();

  /// False where the queue is full or the pool stops: the job will not run. REQUIRES: the job throws nothing.
  [[nodiscard]] bool submit(Job job);
  /// The same for what can be left out: false already where a quarter of the queue is taken.
  [[nodiscard]] bool submit_if_quiet(Job job);
  /// Runs what is queued and ends the threads. May be called twice.
  void stop();

 private:
  bool submit_below(Job job, std::size_t most);
  void work();

  std::size_t const queue_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace concordat::http
