package export

var pythonCalls = map[string]call{
	"lib:tenacity-exponential":            tenacity("wait_exponential", "multiplier=0.1, max=10"),
	"lib:tenacity-random-exponential":     tenacity("wait_random_exponential", "multiplier=0.1, max=10"),
	"lib:tenacity-random-exponential-min": tenacity("wait_random_exponential", "multiplier=0.1, min=1, max=10"),
	"lib:tenacity-exponential-jitter":     tenacity("wait_exponential_jitter", "initial=0.1, max=10, jitter=1"),
	"lib:tenacity-documented":             tenacity("wait_random_exponential", "multiplier=1, max=60"),
	"lib:urllib3": `
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=Retry(total={{.Retries}}, status_forcelist=[429, 503])))
`,
	"lib:backoff": `
import backoff


@backoff.on_exception(backoff.expo, Exception, max_tries={{.Attempts}})
def call():
    ...
`,
	"lib:backoff-random": `
import backoff


@backoff.on_exception(
    backoff.expo, Exception, base=2, factor=0.1, max_value=10,  # base is the factor, factor the base
    jitter=backoff.random_jitter, max_tries={{.Attempts}},
)
def call():
    ...
`,
	"lib:urllib3-jitter": `
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

retry = Retry(
    total={{.Retries}}, backoff_factor=0.1, backoff_max=10, backoff_jitter=1,
    status_forcelist=[429, 503], allowed_methods=None,
)
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=retry))
`,
	"lib:botocore-standard": boto("s3", "standard"),
	"lib:botocore-2026":     boto("s3", "standard") + "\n# In the environment: AWS_NEW_RETRIES_2026=true\n",
	"lib:botocore-legacy":   boto("s3", "legacy"),
	"lib:botocore-dynamodb": boto("dynamodb", "legacy"),
	"lib:stamina": `
import stamina


@stamina.retry(on=Exception, attempts={{.Attempts}}, timeout=None)
def call():
    ...
`,
	"lib:google-api-core": `
from google.api_core import retry


@retry.Retry(timeout=None)
def call():
    ...
`,
	"lib:celery": `
@app.task(autoretry_for=(Exception,), retry_backoff=True, max_retries={{.Retries}})
def call():
    ...
`,
	"lib:openai-python": `
from openai import OpenAI

client = OpenAI(max_retries={{.Retries}})
`,
	"lib:anthropic-python": `
from anthropic import Anthropic

client = Anthropic(max_retries={{.Retries}})
`,
}

func tenacity(wait, arguments string) call {
	return call(`
from tenacity import retry, stop_after_attempt, ` + wait + `


@retry(
    wait=` + wait + `(` + arguments + `),
    stop=stop_after_attempt({{.Attempts}}),
    reraise=True,
)
def call():
    ...
`)
}

func boto(service, mode string) call {
	return call(`
import boto3
from botocore.config import Config

client = boto3.client("` + service + `", config=Config(retries={"mode": "` + mode + `", "total_max_attempts": {{.Attempts}}}))
`)
}
