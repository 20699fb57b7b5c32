package python

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// botocore is the Config of boto3. In it max_attempts counts retries alone, total_max_attempts
// the first attempt too; in a file and in the environment max_attempts counts the first.
var botocore = form.Format{
	Key: "botocore", Name: "botocore, boto3", Language: "Python", File: "client.py",
	Version: "1.43.11", Source: "boto/botocore botocore/config.py, args.py, retries/standard.py, retryhandler.py",
	Sample: `config = Config(retries={"mode": "standard", "total_max_attempts": 5}, read_timeout=20)
client = boto3.client("s3", config=config)
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("boto3", "botocore", "aiobotocore", "total_max_attempts") || t.Has("Config(") && t.Has("retries=")
	},
	Read:  readBotocore,
	Write: writeBotocore,
}

func readBotocore(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "Config", "AioConfig"), "retries")
	retries := call.Get("retries")
	if retries == nil {
		if found := tree.Find(code, "retries"); len(found) > 0 {
			retries = found[0]
		}
	}
	if call == nil && retries == nil && len(tree.FindCalls(code, "client", "resource")) == 0 {
		return
	}
	call.Take()
	retries.Take()
	modern := t.Has("AWS_NEW_RETRIES_2026")
	mode := retries.Get("mode")
	readBotocoreMode(r, mode, modern, t.Has(`"dynamodb"`, "'dynamodb'"))
	total, extra := retries.Get("total_max_attempts"), retries.Get("max_attempts")
	switch {
	case total != nil:
		r.Attempts(total, nil)
		if extra != nil {
			r.Tell(extra, "total_max_attempts holds in place of max_attempts.")
		}
	case extra != nil:
		r.Retries(extra, nil)
		r.Tell(extra, "In a Config max_attempts counts retries alone; in a file and in AWS_MAX_ATTEMPTS it counts the first attempt, too.")
	default:
		r.Tell(nil, "Without a number of attempts the mode's own holds.")
	}
	readBotocoreTimeouts(r, call)
	r.Beside(beside(call, "region_name", "signature_version", "max_pool_connections", "user_agent_extra", "proxies", "s3", "tcp_keepalive", "parameter_validation")...)
	r.Rest(call)
	if call.Get("retries") == nil {
		r.Rest(retries)
	}
}

func readBotocoreMode(r *form.Reading, mode *tree.Node, modern, dynamo bool) {
	standard := "client:botocore-standard"
	if modern {
		standard = "client:botocore-2026"
	}
	word := ""
	if mode != nil {
		word = mode.Text
	}
	switch {
	case word == "standard":
		r.Strategy(mode, standard, "Full jitter up to 20 s, and a quota of 500 tokens.")
	case word == "adaptive":
		r.Strategy(mode, standard, "As standard, and the client slows down its sending.")
		r.Set(mode, "throttle", "aws-adaptive", "")
	case mode == nil && modern:
		r.Strategy(nil, standard, "With AWS_NEW_RETRIES_2026 the mode is standard unless the text says otherwise.")
	case dynamo:
		r.Strategy(mode, "client:botocore-dynamodb", "The legacy mode, which for DynamoDB has no jitter.")
	default:
		r.Strategy(mode, "client:botocore-legacy", "The legacy mode: full jitter without a cap, and no quota.")
		if word != "" && word != "legacy" {
			r.Lose(mode, mode.Text+" is no mode of botocore: legacy, standard and adaptive are.")
		}
	}
	if mode == nil && !modern {
		r.Tell(nil, "Without a mode botocore takes legacy, unless a file or AWS_RETRY_MODE says otherwise.")
	}
}

func readBotocoreTimeouts(r *form.Reading, call *tree.Node) {
	read, connect := call.Get("read_timeout"), call.Get("connect_timeout")
	if isNone(read) {
		r.Set(read, "timeout", "0s", "No timeout.")
	} else if r.Duration(read, "timeout", time.Second); read == nil {
		r.Assume("timeout", "1m", "Its default is 60 s for an answer.")
	}
	if connect != nil {
		r.Tell(connect, "A connection that cannot be made counts as unavailable here, however long that takes.")
	}
}

func writeBotocore(p form.Policy) (string, []string) {
	mode, service, head := "standard", "s3", ""
	switch {
	case p.Is("lib:botocore-dynamodb", "client:botocore-dynamodb"):
		mode, service = "legacy", "dynamodb"
	case p.Throttle == "aws-adaptive":
		mode = "adaptive"
	case p.Budget == "" && !strings.HasPrefix(p.Strategy, "lib:botocore-standard") && !p.Is("lib:botocore-2026"):
		mode = "legacy"
	}
	if p.Budget == "aws-2026" || p.Is("lib:botocore-2026", "client:botocore-2026") {
		head = "import os\n\nos.environ[\"AWS_NEW_RETRIES_2026\"] = \"true\"  # before botocore is loaded\n\n"
	}
	timeout := "None"
	if p.Timeout > 0 {
		timeout = form.Seconds(p.Timeout)
	}
	code := fmt.Sprintf(`%simport boto3
from botocore.config import Config

config = Config(
    retries={"mode": "%s", "total_max_attempts": %d},  # the first included
    read_timeout=%s,
)
client = boto3.client("%s", config=config)
`, head, mode, p.Attempts, timeout, service)
	return code, []string{"botocore has delays and rules of its own: of a policy it takes the mode, the number of attempts and the timeout."}
}
