-- what turns used; day is of UTC, as 2026-11-27
CREATE TABLE claude_usage (
  day VARCHAR(10) NOT NULL,
  key_name VARCHAR(200) NOT NULL,
  model VARCHAR(200) NOT NULL,
  turns BIGINT NOT NULL,
  errors BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cache_read_tokens BIGINT NOT NULL,
  cache_write_5m_tokens BIGINT NOT NULL,
  cache_write_1h_tokens BIGINT NOT NULL,
  running_ms BIGINT NOT NULL,
  first_token_ms BIGINT NOT NULL,
  first_tokens BIGINT NOT NULL,
  PRIMARY KEY (day, key_name, model)
) ${table_options};

-- the last batch of each process that writes, so that a repeated batch is not counted twice
CREATE TABLE claude_usage_writer (
  node VARCHAR(36) NOT NULL PRIMARY KEY,
  batch BIGINT NOT NULL,
  day VARCHAR(10) NOT NULL
) ${table_options};
