// The standard cases (https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md) that a
// gateway can be asked about; README.md names the others, with the reason.

export interface InteropCase {
  readonly name: string
  /** Where a case stands here twice. */
  readonly variant?: string
  /** Of the client, beside those of every case. */
  readonly flags?: readonly string[]
}

/** Few: they are about nothing new, and no load test. A machine at work may be slow. */
const soak = [
  '--soak_iterations=20',
  '--soak_max_failures=0',
  '--soak_per_iteration_max_acceptable_latency_ms=5000',
  '--soak_overall_timeout_seconds=60',
]

/** Load reports, in trailers of calls and by a stream: the client's balancer is to see them. */
const loadReports = [
  '--service_config_json={"loadBalancingConfig":[{"test_backend_metrics_load_balancer":{}}]}',
]

export const interopCases: readonly InteropCase[] = [
  { name: 'empty_unary' },
  { name: 'large_unary' },
  { name: 'client_streaming' },
  { name: 'server_streaming' },
  { name: 'ping_pong' },
  { name: 'empty_stream' },
  { name: 'timeout_on_sleeping_server' },
  { name: 'cancel_after_begin' },
  { name: 'cancel_after_first_response' },
  { name: 'status_code_and_message' },
  { name: 'special_status_message' },
  { name: 'custom_metadata' },
  { name: 'unimplemented_method' },
  { name: 'unimplemented_service' },
  { name: 'rpc_soak', flags: soak },
  { name: 'channel_soak', flags: soak },
  {
    name: 'rpc_soak',
    variant: 'ten at once',
    flags: [...soak, '--soak_num_threads=10', '--soak_request_size=1000'],
  },
  { name: 'orca_per_rpc', flags: loadReports },
  { name: 'orca_oob', flags: loadReports },
]
