package python_test

import (
	"testing"

	"backofflab/exchange/formtest"
	"backofflab/exchange/python"
)

const exp = "wait=wait_random_exponential(max=60)"

// What people paste, and mistakes in it. Of each loss the beginning is compared, and all are.
func TestRead(t *testing.T) {
	formtest.Read(t, python.Formats(), []formtest.Row{
		{"tenacity, of the notes", "@retry(wait=wait_random_exponential(multiplier=1, max=60), stop=stop_after_attempt(6) | stop_after_delay(120),\n       retry=retry_if_exception_type(RateLimited))\ndef ask(prompt):\n    ...",
			"tenacity", "full(base=1s factor=2 cap=1m attempts=6 deadline=2m retry-on=rejected)", "stop_after_delay is looked at after an attempt"},
		{"the same around an SDK", "client = OpenAI(max_retries=2)\n@retry(wait=wait_random_exponential(multiplier=1, max=60), stop=stop_after_attempt(6), retry=retry_if_exception_type(openai.RateLimitError))\ndef ask(p): ...",
			"tenacity", "full(base=1s factor=2 cap=1m attempts=6 retry-on=rejected)>client:openai-python", ""},
		{"an SDK that retries nothing", "client = anthropic.Anthropic(max_retries=0, timeout=20.0)\n@retry(" + exp + ", stop=stop_after_attempt(4))\ndef ask(p): ...",
			"tenacity", "full(base=1s factor=2 cap=1m attempts=4 retry-on=rejected|unavailable|timed-out)>client:anthropic-python(attempts=1 timeout=20s)", ""},
		{"a floor", "@retry(wait=wait_random_exponential(multiplier=1, min=4, max=10))", "tenacity", "full(base=1s factor=2 cap=10s floor=4s attempts=1000 retry-on=rejected|unavailable|timed-out)", ""},
		{"a floor without jitter", "@retry(wait=wait_exponential(multiplier=1, min=4, max=10), stop=stop_after_attempt(3))", "tenacity", "lib:tenacity-exponential(base=1s factor=2 cap=10s floor=4s attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"a bare decorator", "from tenacity import retry\n\n@retry\ndef f(): ...", "tenacity", "immediate(attempts=1000 retry-on=rejected|unavailable|timed-out)", ""},
		{"an environment's default", "N = int(os.getenv('TRIES', '6'))\n@tn.retry(wait=tn.wait_fixed(float(os.environ.get('W', 0.5))), stop=tn.stop_after_attempt(N), retry=tn.retry_if_exception_type(ConnectionError))", "tenacity", "fixed(base=500ms attempts=6 retry-on=unavailable)", ""},
		{"a decorator that is made", "def on_failure(max_attempts: int = 5, limit: float = 30.0):\n    return retry(stop=stop_after_attempt(max_attempts), wait=wait_random_exponential(max=limit), retry=retry_if_exception_type(TimeoutError))", "tenacity", "full(base=1s factor=2 cap=30s attempts=5 retry-on=timed-out)", ""},
		{"arguments that are spread", "KW = dict(stop=stop_after_attempt(4), wait=wait_fixed(2), retry=retry_if_exception_type(TimeoutError))\n@retry(**KW)", "tenacity", "fixed(base=2s attempts=4 retry-on=timed-out)", ""},
		{"statuses of a class of errors", "@retry(stop=stop_after_attempt(4), wait=wait_fixed(2), retry=retry_if_exception(lambda e: isinstance(e, HTTPStatusError) and e.response.status_code in (429, 503)))", "tenacity", "fixed(base=2s attempts=4 retry-on=rejected|unavailable)", ""},
		{"statuses by a name", "CODES = frozenset([429, 503])\nhttp = PoolManager(retries=Retry(3, backoff_factor=0.5, status_forcelist=CODES), timeout=Timeout(connect=2.0, read=7.0))", "urllib3", "client:urllib3(base=500ms timeout=7s)", ""},
		{"statuses that are elsewhere", "Retry(3, backoff_factor=0.5, status_forcelist=config.codes)", "urllib3", "client:urllib3(base=500ms)", "Which statuses config.codes has"},
		{"a function of that name", "def retry(f, stop=3): ...\n@tenacity.retry(stop=stop_after_attempt(4), wait=wait_fixed(2), retry=retry_if_exception_type(TimeoutError))", "tenacity", "fixed(base=2s attempts=4 retry-on=timed-out)", ""},
		{"a caller of stamina", "ON = (httpx.ConnectError, httpx.ReadTimeout)\ncaller = stamina.AsyncRetryingCaller(attempts=6).on(ON)", "stamina", "client:stamina(attempts=6 retry-on=unavailable|timed-out)", ""},
		{"a condition by its name", "def is_retryable(e):\n    return isinstance(e, HttpError) and e.status in (429, 503)\n@retry(stop=stop_after_attempt(4), wait=wait_fixed(2), retry=retry_if_exception(is_retryable))", "tenacity", "fixed(base=2s attempts=4 retry-on=rejected|unavailable)", ""},
		{"a sum", "Retrying(wait=wait_fixed(3) + wait_random(0, 2), stop=stop_after_attempt(7))", "tenacity", "additive(base=3s factor=1 cap=3s extra=2s attempts=7 retry-on=rejected|unavailable|timed-out)", ""},
		{"a sum by name", "Retrying(wait=wait_combine(wait_exponential(max=8), wait_random(max=1)), stop=stop_any(stop_after_attempt(7), stop_before_delay(timedelta(minutes=2))))",
			"tenacity", "additive(base=1s factor=2 cap=8s extra=1s attempts=7 deadline=2m retry-on=rejected|unavailable|timed-out)", ""},
		{"too much of a sum", "Retrying(wait=wait_fixed(1) + wait_exponential(max=8) + wait_random(1, 2), stop=stop_after_attempt(7))", "tenacity",
			"additive(base=1s factor=2 cap=8s extra=2s attempts=7 retry-on=rejected|unavailable|timed-out)", "wait_random begins at 1s there|wait_fixed adds 1s"},
		{"a range", "Retrying(wait=wait_random(min=1, max=2), stop=stop_after_attempt(7))", "tenacity", "additive(base=1s factor=1 cap=1s extra=1s attempts=7 retry-on=rejected|unavailable|timed-out)", ""},
		{"a range from 0", "Retrying(wait=wait_random(), stop=stop_after_attempt(7))", "tenacity", "full(base=1s factor=1 cap=1s attempts=7 retry-on=rejected|unavailable|timed-out)", ""},
		{"jitter that the cap cuts", "@retry(wait=wait_exponential_jitter(initial=0.5, max=30, jitter=2), stop=stop_after_attempt(5), reraise=True)", "tenacity",
			"lib:tenacity-exponential-jitter(base=500ms factor=2 cap=30s extra=2s attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"a chain of its documentation", "@retry(wait=wait_chain(*[wait_fixed(3) for i in range(3)] +\n [wait_fixed(7) for i in range(2)] + [wait_fixed(9)]))", "tenacity",
			"list(delays=3s|3s|3s|7s|7s|9s attempts=1000 retry-on=rejected|unavailable|timed-out)", ""},
		{"at once first", "@retry(wait=wait_chain(wait_none(), wait_exponential(multiplier=0.5, max=9)), stop=stop_after_attempt(5))", "tenacity",
			"exponential(base=1s factor=2 cap=9s first-retry=at-once attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"names for numbers", "TRIES = 4\nWAIT = wait_fixed(2)\n@retry(stop=stop_after_attempt(TRIES), wait=WAIT)", "tenacity", "fixed(base=2s attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"steps", "@retry(wait=wait_incrementing(start=1, increment=2, max=6), stop=stop_after_attempt(9))", "tenacity", "list(delays=1s|3s|5s|6s attempts=9 retry-on=rejected|unavailable|timed-out)", ""},
		{"both must hold", "@retry(wait=wait_fixed(1), stop=stop_after_attempt(9) & stop_after_delay(60))", "tenacity", "fixed(base=1s attempts=9 deadline=1m retry-on=rejected|unavailable|timed-out)", "stop_after_delay is|tenacity stops once all"},
		{"code for a wait", "@retry(wait=my_wait, stop=stop_after_attempt(3))", "tenacity", "immediate(attempts=3 retry-on=rejected|unavailable|timed-out)", "Its waits are the code's own"},
		{"words for numbers", "@retry(wait=wait_fixed('soon'), stop=stop_after_attempt('three'))", "tenacity", "immediate(retry-on=rejected|unavailable|timed-out)", "soon is no duration|three is no number"},
		{"a missing bracket", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3)\ndef f(): ...", "tenacity", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out)", ""},
		{"a negative number", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(-3))", "tenacity", "fixed(base=2s retry-on=rejected|unavailable|timed-out)", "-3 is no number of attempts"},
		{"an argument that there is not", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3), retries=5)", "tenacity", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out)", "retries: 5 has no counterpart"},
		{"exceptions by name", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3), retry=retry_if_exception_type((ConnectionError, TimeoutError)))", "tenacity", "fixed(base=2s attempts=3 retry-on=unavailable|timed-out)", ""},
		{"all exceptions", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3), retry=retry_if_exception_type(Exception))", "tenacity", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out|not-sent|failed)", ""},
		{"all but some", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3), retry=retry_if_not_exception_type(ValueError))", "tenacity", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out)", "What is not retried"},
		{"two policies", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3))\ndef a(): ...\n@retry(wait=wait_fixed(9), stop=stop_after_attempt(4))\ndef b(): ...", "tenacity", "fixed(base=2s attempts=3 retry-on=rejected|unavailable|timed-out)", "A second retry"},
		{"a request with a timeout", "@retry(wait=wait_fixed(2), stop=stop_after_attempt(3))\ndef a():\n    return requests.get(url, timeout=(3, 8))", "tenacity", "fixed(base=2s attempts=3 timeout=8s retry-on=rejected|unavailable|timed-out)", ""},
		{"a wait alone", "wait_exponential(multiplier=0.2, max=3)", "tenacity", "exponential(base=200ms factor=2 cap=3s attempts=1000 retry-on=rejected|unavailable|timed-out)", ""},

		{"stamina", "@stamina.retry(on=httpx.HTTPError, attempts=3)", "stamina", "client:stamina(attempts=3 retry-on=rejected|unavailable|timed-out|failed)", ""},
		{"stamina without limits", "for attempt in stamina.retry_context(on=RateLimited, attempts=None, timeout=None, wait_max=datetime.timedelta(minutes=1)):\n    pass", "stamina",
			"client:stamina(cap=1m attempts=1000 deadline=0s retry-on=rejected)", ""},

		{"urllib3", "retries = Retry(total=5, backoff_factor=0.1, status_forcelist=[500, 502, 503, 504])\ns.mount('http://', HTTPAdapter(max_retries=retries))", "urllib3", "client:urllib3(base=100ms attempts=6 retry-on=unavailable|timed-out)", ""},
		{"an adapter's number", "s.mount('https://', HTTPAdapter(max_retries=3))", "urllib3", "client:urllib3(retry-on=unavailable)", ""},
		{"no statuses", "Retry(3, backoff_factor=1)\nimport urllib3", "urllib3", "client:urllib3(base=1s)", "Without status_forcelist"},
		{"rules", "Retry(total=8, status=4, read=2, connect=0, backoff_factor=0.5, backoff_max=10, status_forcelist={429}, respect_retry_after_header=False, allowed_methods={'GET'})", "urllib3",
			"client:urllib3(base=500ms cap=10s attempts=5 retry-on=rejected|timed-out honour=ignore)", "read=2 bounds"},
		{"retries off", "Retry(total=False, backoff_factor=1, status_forcelist=[503])", "urllib3", "client:urllib3(base=1s attempts=1 retry-on=unavailable|timed-out)", ""},

		{"botocore", "Config(retries={'max_attempts': 4, 'mode': 'standard'})", "botocore", "client:botocore-standard(attempts=5)", ""},
		{"spaces around =", "config = Config(retries = {'max_attempts': 10, 'mode': 'standard'}, read_timeout = 20)", "botocore", "client:botocore-standard(attempts=11 timeout=20s)", ""},
		{"in all", "Config(region_name='eu-west-1', retries=dict(total_max_attempts=4, mode='adaptive'))", "botocore", "client:botocore-standard(attempts=4 throttle=aws-adaptive)", ""},
		{"legacy for DynamoDB", "c = boto3.client('dynamodb')", "botocore", "client:botocore-dynamodb", ""},
		{"legacy", "c = boto3.client('s3', config=Config(retries={'max_attempts': 10}, read_timeout=5))", "botocore", "client:botocore-legacy(attempts=11 timeout=5s)", ""},
		{"no such mode", "Config(retries={'mode': 'exponential'})", "botocore", "client:botocore-legacy", "exponential is no mode"},

		{"Celery, of the notes", "@app.task(bind=True, autoretry_for=(Throttled,), retry_backoff=5, retry_backoff_max=600, retry_jitter=True, max_retries=6)\ndef push(self, row): ...", "celery",
			"client:celery(base=5s attempts=7 retry-on=rejected)", ""},
		{"an hour that is ten minutes", "@app.task(autoretry_for=(Busy,), retry_backoff=3600)", "celery", "client:celery(base=1h retry-on=rejected)", ""},
		{"attributes of a class", "class Push(celery.Task):\n    autoretry_for = (ConnectionError,)\n    retry_backoff = True\n    retry_jitter = False\n    max_retries = 5", "celery",
			"exponential(base=1s factor=2 cap=10m attempts=6 retry-on=unavailable)", ""},
		{"no backoff", "@shared_task(autoretry_for=(TimeoutError,), retry_kwargs={'max_retries': 7, 'countdown': 5})", "celery", "fixed(base=5s attempts=8 retry-on=timed-out)", ""},
		{"a countdown in place of a default", "@shared_task(bind=True, default_retry_delay=30 * 60)\ndef f(self):\n    raise self.retry(countdown=60, max_retries=4)", "celery", "fixed(base=1m attempts=5 retry-on=rejected|unavailable|timed-out)", ""},
		{"three minutes", "@shared_task(autoretry_for=(TimeoutError,), max_retries=None)", "celery", "fixed(base=3m attempts=1000 retry-on=timed-out)", ""},
		{"by hand", "@app.task(bind=True, max_retries=3)\ndef f(self):\n    raise self.retry(countdown=2 ** self.request.retries)", "celery", "exponential(base=1s factor=2 cap=24h attempts=4 retry-on=rejected|unavailable|timed-out)", ""},
		{"by hand, with jitter", "@app.task(bind=True, max_retries=3)\ndef f(self):\n    raise self.retry(countdown=int(random.uniform(2, 4) ** self.request.retries))", "celery", "fixed(attempts=4 retry-on=rejected|unavailable|timed-out)", "countdown: int(random.uniform(2, 4) ** self.request.retries) is no literal"},
		{"a lambda", "@retry(wait=lambda state: min(30, 0.5 * 2 ** state.attempt_number) * random.random(), stop=stop_after_attempt(3))", "tenacity", "full(base=1s factor=2 cap=30s attempts=3 retry-on=rejected|unavailable|timed-out)", ""},

		{"backoff", "@backoff.on_exception(backoff.expo, requests.exceptions.RequestException, max_tries=8, max_time=60)", "backoff",
			"full(base=1s factor=2 cap=24h attempts=8 deadline=1m retry-on=rejected|unavailable|timed-out|failed)", "backoff shortens the last wait"},
		{"backoff without jitter", "@backoff.on_exception(backoff.expo, RateLimited, factor=0.5, base=3, jitter=None)", "backoff", "exponential(base=500ms factor=3 cap=24h attempts=1000 retry-on=rejected)", ""},
		{"a second more", "@backoff.on_exception(backoff.expo, RateLimited, max_value=30, jitter=backoff.random_jitter, max_tries=3)", "backoff", "additive(base=1s factor=2 cap=30s extra=1s attempts=3 retry-on=rejected)", ""},
		{"Fibonacci", "@backoff.on_predicate(backoff.fibo, max_value=13, jitter=None, max_tries=4)", "backoff", "list(delays=1s|1s|2s|3s|5s|8s|13s attempts=4 retry-on=rejected|unavailable|timed-out)", "Which results are retried"},
		{"constant", "@backoff.on_exception(backoff.constant, RateLimited, interval=4, jitter=None, max_tries=4)", "backoff", "fixed(base=4s attempts=4 retry-on=rejected)", ""},

		{"Google", "from google.api_core.retry import Retry, if_exception_type\nr = Retry(predicate=if_exception_type(exceptions.ServiceUnavailable, exceptions.TooManyRequests), initial=0.1, maximum=10, multiplier=1.3, deadline=60)\nclient.get(request, retry=r, timeout=20)",
			"google-api-core", "client:google-api-core(base=100ms factor=1.3 cap=10s timeout=20s deadline=1m retry-on=rejected|unavailable)", ""},
		{"an SDK alone", "from anthropic import Anthropic\nclient = Anthropic(api_key=key, timeout=httpx.Timeout(60.0, read=5.0))", "anthropic-python", "client:anthropic-python(timeout=5s)", "Connecting and reading"},
		{"options of a call", "client = AsyncOpenAI()\nclient.with_options(max_retries=5).chat.completions.create(model='m')", "openai-python", "client:openai-python(attempts=6)", ""},
		{"of JavaScript", "const client = new OpenAI({ maxRetries: 5 })", "", "", ""},
	})
}

// Whatever is pasted, what is read can be simulated, and every note is of a line of it.
func FuzzRead(f *testing.F) {
	formtest.Fuzz(f, python.Formats(), "@retry(wait=wait_chain(wait_none(), wait_chain()))", "retry_backoff=1e300", "Retry(total=None, backoff_factor=-1)", "@retry(stop=stop_after_attempt(1e99)|stop_never)", "stamina.retry(attempts=0)", "wait_incrementing(-5, -5, 0)", "Config(retries=3)boto3", "backoff.on_exception(backoff.fibo, max_value=0, jitter=None)", "wait_exponential(exp_base=1e9, multiplier=1e9)")
}
