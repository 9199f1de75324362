/**
 * What stands beside the gateway, read by the Python that every image of the gateway has, with nothing but its standard library. It prints one JSON line,
 * opens files for reading only, starts no program, sends GET requests without any credential, asks no link-local address (a cloud's metadata
 * service hands out credentials there), and tells of a secret nothing but its shape.
 * Its only input is one word: base64url of a JSON object with `port` (which of several gateways) or `url` (address that the gateway has to reach).
 */
export const besideSource = String.raw`
import base64,errno,glob,http.client,ipaddress,json,os,platform,re,socket,ssl,stat,sys,threading,time,urllib.parse,urllib.request,uuid
socket.setdefaulttimeout(5)
def read(p,n=400000):
  try:
    with open(p,'rb') as f: return f.read(n)
  except OSError: return None
def link(p):
  try: return os.readlink(p)
  except OSError: return ''
def asked():
  w=sys.argv[1] if len(sys.argv)==2 else ''
  if not re.fullmatch('[A-Za-z0-9_-]{1,12000}',w): return {}
  try: q=json.loads(base64.urlsafe_b64decode(w+'='*(-len(w)%4)))
  except ValueError: return {}
  return q if isinstance(q,dict) else {}
def words(pid): return (read('/proc/%s/cmdline'%pid) or b'').decode('utf8','replace').split('\0')
def pids(names):
  found=[]
  for d in glob.glob('/proc/[0-9]*'):
    a=words(d[6:])
    heads=[os.path.basename(x).split('.')[0] for x in a[:4] if len(x)<300]
    if int(d[6:])!=os.getpid() and heads and heads[0].startswith('python') and any(h in names for h in heads[1:]): found.append(int(d[6:]))
  return sorted(found)
def environ(pid):
  raw=read('/proc/%s/environ'%pid)
  return None if raw is None else dict(x.split('=',1) for x in raw.decode('utf8','replace').split('\0') if '=' in x)
SAFE=re.compile('(AIGW_|DUO_WORKFLOW_|HF_|TRANSFORMERS_|SSL_|AIOHTTP_|LITELLM_|VERTEXAI_|ENABLE_|DISABLE_).*|.*_PROXY|(REQUESTS|CURL)_CA_BUNDLE|AWS_(DEFAULT_)?REGION|AWS_BEDROCK_RUNTIME_ENDPOINT|PORT|PATH|HOME|TZ|WEB_CONCURRENCY',re.I)
HIDE=re.compile('KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTHORIZATION|EXTRA_HEADERS|DSN',re.I)
def plain(v): return re.sub('(//)[^/@\\s]*@','\\1[hidden]@',re.sub('[\r\n]+',' ',v))[:500]
def der(b,i):
  t,n=b[i],b[i+1]; i+=2
  if n&128: k=n&127; n=int.from_bytes(b[i:i+k],'big'); i+=k
  return t,i,i+n
def inner(b,s,e):
  out=[]
  while s<e: t,a,z=der(b,s); out.append((t,a,z)); s=z
  return out
def key(v):
  r={'set':v.strip()!='','lines':len(v.strip().splitlines()),'begins':v.startswith('-----BEGIN'),'escaped':'\\n' in v,'kind':'none' if v.strip()=='' else 'unreadable','bits':None}
  m=re.fullmatch('-----BEGIN ([A-Z ]{3,40})-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----',v.strip())
  if not m: return r
  try:
    b=base64.b64decode(re.sub('\\s','',m[2]),validate=True); t,s,e=der(b,0)
    if e>len(b): return r
    p=inner(b,s,e); rsa=bytes.fromhex('2a864886f70d010101'); private='PRIVATE' in m[1]
    if m[1] in ('PRIVATE KEY','PUBLIC KEY'):
      if rsa not in b[:40]: r['kind']='other'; return r
      at=p[2][1] if private else p[1][1]+1
      t,s,e=der(b,at); p=inner(b,s,e)
    elif m[1] not in ('RSA PRIVATE KEY','RSA PUBLIC KEY'): r['kind']='other'; return r
    n=p[1 if private else 0]; r['bits']=int.from_bytes(b[n[1]:n[2]],'big').bit_length(); r['kind']='rsa-private' if private else 'rsa-public'
  except (ValueError,IndexError): pass
  return r
def told(env):
  out={}
  for k,v in env.items():
    if re.search('SIGNING_KEY|VALIDATION_KEY',k): s=key(v); out[k]='' if not s['set'] else '-----BEGIN [hidden], several lines' if s['kind'].startswith('rsa-private') else 'one line with written \\n' if s['escaped'] else 'not a PEM key'
    elif v and re.search('EXTRA_HEADERS',k): out[k]='[authorization hidden]' if re.search('authorization|api-key',v,re.I) else '[hidden]'
    elif v and HIDE.search(k): out[k]='[hidden]'
    elif SAFE.fullmatch(k): out[k]=plain(v)
    else: out[k]='' if v=='' else '[set]'
  return out
def on(v): return (v or '').strip().lower() in ('true','1','yes','on','t','y')
def listeners(pid):
  found=[]
  for f,size in (('tcp',8),('tcp6',32)):
    for row in (read('/proc/%s/net/%s'%(pid,f)) or b'').decode().splitlines()[1:]:
      c=row.split()
      if len(c)>9 and c[3]=='0A':
        a,p=c[1].split(':'); loop=a.endswith('7F') if size==8 else a in ('00000000000000000000000001000000',)
        found.append({'port':int(p,16),'everywhere':set(a)=={'0'},'loopback':loop,'inode':c[9]})
  return found
def sockets(tree):
  found=set()
  for p in tree:
    for f in glob.glob('/proc/%s/fd/*'%p):
      m=re.fullmatch('socket:\\[(\\d+)\\]',link(f))
      if m: found.add(m[1])
  return found
def parents():
  out={}
  for d in glob.glob('/proc/[0-9]*'):
    s=read(d+'/stat')
    if s: out[int(d[6:])]=int(s.rsplit(b')',1)[1].split()[1])
  return out
def tree(pid):
  up=parents(); found={pid}; grew=True
  while grew: n={c for c,p in up.items() if p in found}|found; grew=n!=found; found=n
  return found
def ids(pid):
  s=(read('/proc/%s/status'%pid) or b'').decode('utf8','replace')
  pick=lambda w:[int(x) for x in (re.search('^%s:(.*)$'%w,s,re.M) or ['','0'])[1].split()]
  return pick('Uid')[1] if len(pick('Uid'))>1 else 0,set(pick('Gid'))|set(pick('Groups'))
def folder(path,uid,gids):
  r={'path':path.replace(ROOT,'',1) if ROOT else path,'there':False,'writable':False,'mode':None,'owner':None,'readOnly':None,'freeMb':None}
  try: s=os.stat(path); v=os.statvfs(path)
  except OSError: return r
  bit=stat.S_IWUSR if s.st_uid==uid else stat.S_IWGRP if s.st_gid in gids else stat.S_IWOTH
  ro=bool(v.f_flag&os.ST_RDONLY)
  r.update(there=True,mode=stat.filemode(s.st_mode),owner=s.st_uid,readOnly=ro,freeMb=v.f_bavail*v.f_frsize//1048576,writable=not ro and v.f_bavail>0 and (uid==0 or bool(s.st_mode&bit)))
  return r
def inside(path): return ROOT+path if path else ''
def store(kind):
  e=os.environ
  if kind=='model':
    if on(e.get('AIGW_MTLS__ENABLED')): return ('mtls',e.get('AIGW_MTLS__CA_BUNDLE') or '') if (e.get('AIGW_MTLS__VERIFY') or 'true').strip().lower() not in ('false','0','no','off') else ('off','')
    v=e.get('SSL_VERIFY') or ''
    if v.lower()=='false': return ('off','')
    if v and os.path.exists(inside(v)): return ('SSL_VERIFY',v)
    v=e.get('SSL_CERT_FILE') or ''
    if v and os.path.exists(inside(v)): return ('SSL_CERT_FILE',v)
    return ('certifi',CERTIFI)
  if kind=='agent':
    v=e.get('DUO_WORKFLOW_GITLAB_SSL_CA_FILE') or ''
    return ('DUO_WORKFLOW_GITLAB_SSL_CA_FILE',v) if v and os.path.exists(inside(v)) else ('system','')
  for n in ('REQUESTS_CA_BUNDLE','CURL_CA_BUNDLE'):
    if e.get(n): return (n,e[n])
  return ('certifi',CERTIFI)
def context(name,path,verify=True):
  if name=='off' or not verify:
    c=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); c.check_hostname=False; c.verify_mode=ssl.CERT_NONE
  elif path=='' : c=ssl.create_default_context()
  else:
    c=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); p=inside(path) if path!=CERTIFI else path
    c.load_verify_locations(**({'capath':p} if os.path.isdir(p) else {'cafile':p}))
  if name=='mtls': c.load_cert_chain(inside(os.environ.get('AIGW_MTLS__CERT_FILE')),inside(os.environ.get('AIGW_MTLS__KEY_FILE')) or None,os.environ.get('AIGW_MTLS__KEY_PASSWORD') or '')
  return c
def proxyfor(kind,u):
  if kind=='own': return None
  host=u.hostname or ''
  p=urllib.request.getproxies_environment(); got=p.get(u.scheme) or p.get('all')
  if not got or urllib.request.proxy_bypass_environment(host,p): return None
  if kind=='model' and u.scheme=='https' and AIOHTTP=='flag' and not on(os.environ.get('AIOHTTP_TRUST_ENV')): return None
  if kind=='model' and AIOHTTP=='env' and on(os.environ.get('DISABLE_AIOHTTP_TRUST_ENV')): return None
  if kind=='gitlab':
    try:
      a=ipaddress.ip_address(host)
      if any('/' in n and a in ipaddress.ip_network(n.strip(),strict=False) for n in (p.get('no') or '').split(',')): return None
    except ValueError: pass
  return got if '://' in got else 'http://'+got
def trouble(e):
  if isinstance(e,ssl.SSLCertVerificationError): return {9:'not-yet-valid',10:'expired',18:'unknown-issuer',19:'unknown-issuer',20:'unknown-issuer',21:'unknown-issuer',2:'unknown-issuer',62:'name-mismatch',64:'name-mismatch'}.get(e.verify_code,'untrusted')
  if isinstance(e,ssl.SSLError):
    t=(e.reason or '')+' '+str(e)
    if "CERTIFICATE_REQUIRED" in t: return "client-certificate"
    if re.search('WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL',t): return 'not-tls'
    return 'closed' if 'EOF' in t else 'handshake'
  if isinstance(e,ConnectionRefusedError): return 'refused'
  if isinstance(e,(socket.timeout,TimeoutError)): return 'timeout'
  if isinstance(e,(ConnectionError,http.client.RemoteDisconnected)): return 'closed'
  if isinstance(e,OSError) and e.errno in (errno.EHOSTUNREACH,errno.ENETUNREACH): return 'unreachable'
  if isinstance(e,http.client.HTTPException): return 'not-http'
  return 'other'
def dial(host,port,r):
  r['phase']='resolve'
  try: infos=socket.getaddrinfo(host,port,type=socket.SOCK_STREAM)
  except socket.gaierror as e: r['reason']='name-not-found' if e.errno in (socket.EAI_NONAME,-5) else 'resolver-failed'; r['said']=plain(str(e)); return None
  except (OSError,UnicodeError,ValueError,OverflowError) as e: r['reason']='name-not-found'; r['said']=plain(str(e)); return None
  r['addresses']=sorted({i[4][0] for i in infos})[:8]
  if any((getattr(a,'ipv4_mapped',None) or a).is_link_local for a in (ipaddress.ip_address(i[4][0].split('%')[0]) for i in infos)): r['phase']='address'; r['reason']='not-an-address'; r['said']='a link-local address is not asked'; return None
  r['phase']='connect'
  for fam,_,_,_,at in infos[:4]:
    s=socket.socket(fam,socket.SOCK_STREAM); s.settimeout(4)
    try: s.connect(at); r.pop('reason',None); return s
    except OSError as e: r['reason']=trouble(e); r['said']=plain(str(e)); s.close()
  return None
def open_(u,kind,proxy,r,trust=None):
  host=u.hostname; port=u.port or (443 if u.scheme=='https' else 80)
  if proxy:
    x=urllib.parse.urlsplit(proxy); r['proxy']='%s:%s'%(x.hostname,x.port or 80)
    s=dial(x.hostname or '',x.port or 80,r)
    if not s: return None
    if u.scheme=='https':
      r['phase']='proxy'; a=''
      if x.username: a='Proxy-Authorization: Basic '+base64.b64encode(('%s:%s'%(urllib.parse.unquote(x.username),urllib.parse.unquote(x.password or ''))).encode()).decode()+'\r\n'
      s.settimeout(8); s.sendall(('CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n%s\r\n'%(host,port,host,port,a)).encode()); got=b''
      while b'\r\n\r\n' not in got and len(got)<9000:
        b=s.recv(1000)
        if not b: break
        got+=b
      m=re.match(b'HTTP/1.[01] (\\d{3})',got)
      if not m or m[1]!=b'200': r['reason']='proxy-refused'; r['status']=int(m[1]) if m else None; r['said']=plain(got.split(b'\r\n')[0].decode('utf8','replace')); s.close(); return None
  else:
    s=dial(host,port,r)
    if not s: return None
  if u.scheme=='https':
    r['phase']='tls'; s.settimeout(6); name,path=trust or store(kind); r['store']=name
    try: c=context(name,path,trust!=('none',''))
    except (OSError,ssl.SSLError,TypeError) as e: r['reason']='store-unreadable'; r['said']=plain(str(e)); s.close(); return None
    try: s=c.wrap_socket(s,server_hostname=host)
    except (OSError,ValueError) as e: r['reason']=trouble(e); r['said']=plain(str(e)); s.close(); return None
    r['tls']=s.version(); d=s.getpeercert(True)
    if d: r['leaf']=base64.b64encode(d).decode()[:8000]
  r['phase']='answer'; return s
def get(u,path,s,proxy,r,keep,wait):
  x=urllib.parse.urlsplit(proxy) if proxy and u.scheme=='http' else None
  h={'User-Agent':'duo-triage','Accept':'application/json, */*;q=0.5','X-Request-ID':str(uuid.uuid4()),'Connection':'close'}
  if x and x.username: h['Proxy-Authorization']='Basic '+base64.b64encode(('%s:%s'%(urllib.parse.unquote(x.username),urllib.parse.unquote(x.password or ''))).encode()).decode()
  host=u.hostname+('' if u.port is None else ':%d'%u.port) if ':' not in u.hostname else '[%s]%s'%(u.hostname,'' if u.port is None else ':%d'%u.port)
  h['Host']=host; c=http.client.HTTPConnection(u.hostname,u.port or (443 if u.scheme=='https' else 80),timeout=wait); s.settimeout(wait); c.sock=s; began=time.time()
  try:
    c.putrequest('GET',('http://'+host if x else '')+(path or '/'),skip_host=True,skip_accept_encoding=True)
    for k,v in h.items(): c.putheader(k,v)
    c.endheaders(); a=c.getresponse(); r['firstMs']=int((time.time()-began)*1000); body=a.read(keep)
    r.update(status=a.status,type=(a.getheader('content-type') or '')[:100],server=plain(a.getheader('server') or '')[:100],via=plain(a.getheader('via') or a.getheader('x-squid-error') or '')[:100],location=plain(a.getheader('location') or '')[:300],head=plain(body[:300].decode('utf8','replace')))
    r.pop('reason',None); return body
  except (OSError,http.client.HTTPException,ValueError) as e: r['reason']=trouble(e); r['said']=plain(str(e) or type(e).__name__); return None
  finally: c.close(); s.close()
def way(url,kind,keep=3000,wait=10,proxy='own',trust=None):
  r={'url':plain(url).split('?')[0],'phase':'address','proxy':None,'ms':0}; began=time.time(); body=None
  try:
    u=urllib.parse.urlsplit(url); u.port
    if u.scheme not in ('http','https') or not u.hostname or re.search('[\\x00-\\x20\\x7f]',url): r['reason']='not-an-address'; return r,None
    p=proxyfor(kind,u) if proxy=='own' else proxy
    s=open_(u,kind,p,r,trust)
    if s: body=get(u,u.path+('?'+u.query if u.query else ''),s,p,r,keep,wait)
  except (OSError,ValueError) as e: r['reason']=trouble(e) if isinstance(e,OSError) else 'not-an-address'; r['said']=plain(str(e))
  r['ms']=int((time.time()-began)*1000); return r,body
def handshake12(u):
  r={}; s=dial(u.hostname,u.port or 443,r)
  if not s: return 'other'
  try: c=context('off',''); c.maximum_version=ssl.TLSVersion.TLSv1_2; c.wrap_socket(s,server_hostname=u.hostname).close(); return 'good'
  except (OSError,ValueError) as e: return 'other' if 'PROTOCOL_VERSION' in str(e).upper() else trouble(e)
def others(url,kind,r):
  if r['phase']=='address': return r
  u=urllib.parse.urlsplit(url)
  if u.scheme=='https' and not r['proxy'] and r['phase']=='answer' and r.get('reason') in ('closed','handshake') and handshake12(u) in ('closed','handshake','client-certificate'): r['reason']='client-certificate'
  if r.get('reason') in ('unknown-issuer','untrusted','name-mismatch','expired','not-yet-valid','store-unreadable'):
    q,_=way(url,kind,proxy=None if not r['proxy'] else 'own',trust=('none','')); r['leaf']=q.get('leaf'); r['trustedBy']=[]
    for n,p in [('certifi',CERTIFI),('system','')]+[(k,os.environ[k]) for k in ('SSL_CERT_FILE','REQUESTS_CA_BUNDLE','CURL_CA_BUNDLE','DUO_WORKFLOW_GITLAB_SSL_CA_FILE','AIGW_MTLS__CA_BUNDLE') if os.environ.get(k)]:
      if n!=r.get('store') and r.get('reason') in ('unknown-issuer','untrusted','store-unreadable'):
        q,_=way(url,kind,trust=(n,p),wait=3)
        if q['phase']=='answer': r['trustedBy'].append(n)
  if r['phase'] in ('tls','answer') and not r['proxy'] and (r.get('reason') in ('not-tls','closed','not-http') or r.get('status')==400):
    other=urllib.parse.urlunsplit(('http' if u.scheme=='https' else 'https',u.netloc if u.port else '%s:%d'%(u.netloc,443 if u.scheme=='https' else 80),u.path,'',''))
    q,_=way(other,kind,proxy=None,trust=('none',''),wait=4); r['otherScheme']='status' in q
  if r['proxy']: q,_=way(url,kind,proxy=None,wait=5); r['direct']={k:q.get(k) for k in ('phase','reason','status')}
  elif 'status' not in r:
    p=urllib.request.getproxies_environment(); got=p.get('https') or p.get('http') or p.get('all')
    if got: q,_=way(url,kind,proxy=got if '://' in got else 'http://'+got,wait=5); r['throughProxy']={k:q.get(k) for k in ('phase','reason','status')}
  return r
def discovery(base,kind):
  r,body=way(base.rstrip('/')+'/.well-known/openid-configuration',kind,60000); others(base.rstrip('/')+'/.well-known/openid-configuration',kind,r); r['issuer']=None; r['keys']=None; r['kids']=None
  try: d=json.loads(body or b'')
  except ValueError: return r
  if isinstance(d,dict): r['issuer']=plain(str(d.get('issuer') or ''))
  if isinstance(d,dict) and isinstance(d.get('jwks_uri'),str):
    k,b=way(d['jwks_uri'],kind,200000); r['keys']=others(d['jwks_uri'],kind,k)
    try: r['kids']=[str(x.get('kid'))[:100] for x in json.loads(b or b'')['keys']][:50]
    except (ValueError,KeyError,TypeError,AttributeError): pass
  return r
ask=asked(); found=pids(('ai_gateway','ai-gateway')); agents=pids(('duo_workflow_service','duo-workflow-service')); wanted=ask.get('port'); pid=None
for p in found:
  if any(l['port']==wanted and l['inode'] in sockets(tree(p)) for l in listeners(p)): pid=p; break
pid=pid or (found[0] if found else agents[0] if agents else None)
env=environ(pid) if pid else None; source='process' if env is not None else 'none'
if env is None:
  env=environ(1) or {}; source='container' if any(k.startswith(('AIGW_','DUO_WORKFLOW_')) for k in env) else 'none'
  if source=='none' and any(k.startswith(('AIGW_','DUO_WORKFLOW_')) for k in os.environ): env=dict(os.environ); source='container'
if source!='none': os.environ.clear(); os.environ.update(env)
same=pid is None or link('/proc/self/ns/mnt') in ('',link('/proc/%d/ns/mnt'%pid)); ROOT='' if same else '/proc/%d/root'%pid
network=pid is None or link('/proc/self/ns/net') in ('',link('/proc/%d/ns/net'%pid))
python=(words(pid)[0] if pid else '') or sys.executable
if '/' not in python: python=link('/proc/%s/exe'%pid)
sites=[s for b in (os.path.dirname(os.path.dirname(python)),'/home/aigateway/app/venv/*','/usr/local','/usr') for s in sorted(glob.glob(ROOT+b+'/lib/python3*/site-packages'))]
sites=[s for s in sites if os.path.exists(s+'/certifi/cacert.pem')] or sites
CERTIFI=next((s+'/certifi/cacert.pem' for s in sites if os.path.exists(s+'/certifi/cacert.pem')),'')
transport=b''.join(read(s+'/litellm/llms/custom_httpx/aiohttp_transport.py') or b'' for s in sites[:1])
AIOHTTP='env' if b'DISABLE_AIOHTTP_TRUST_ENV' in transport else 'flag'
if 'url' in ask:
  url=str(ask['url']); r,_=way(url,'model',200000); print(json.dumps({'duo_triage':'ask','source':source,'network':network,'way':others(url,'model',r)})); sys.exit(0)
uid,gids=ids(pid) if pid else (os.getuid(),set(os.getgroups())); cwd=link('/proc/%s/cwd'%pid) if pid else ''
home=os.environ.get('HF_HOME') or '/home/aigateway/.hf'; cache=ROOT+(os.environ.get('HF_HUB_CACHE') or home+'/hub')+'/models--Salesforce--codegen2-16B'
mine=sockets(tree(pid)) if pid else set(); theirs=set().union(*[sockets(tree(a)) for a in agents]) if agents else set()
version=lambda n: next((re.search('-([0-9][^-]*)\\.dist-info$',d)[1] for s in sites[:1] for d in glob.glob(s+'/%s-*.dist-info'%n) if re.search('-([0-9][^-]*)\\.dist-info$',d)),None)
out={'duo_triage':'look','source':source,'network':network,'sameFiles':same,'pid':pid,'gateways':len(found),'agents':len(agents),'python':platform.python_version(),'openssl':ssl.OPENSSL_VERSION,'machine':platform.machine(),'versions':{n:version(n) for n in ('litellm','aiohttp','openai','transformers','fastapi')},
  'env':told(env) if source!='none' else {},'keys':{k:key(v) for k,v in env.items() if re.search('SIGNING_KEY|VALIDATION_KEY',k)},
  'listeners':[{'port':l['port'],'everywhere':l['everywhere'],'loopback':l['loopback'],'of':'gateway' if l['inode'] in mine else 'agent' if l['inode'] in theirs else 'other' if mine else 'unknown'} for l in listeners(pid or 'self')][:400],
  'folders':[folder(ROOT+'/tmp',uid,gids),folder(ROOT+home,uid,gids)],'uid':uid,'tokenizer':{'there':os.path.isdir(cache),'usable':bool(glob.glob(cache+'/snapshots/*/tokenizer.json')),'offline':on(os.environ.get('HF_HUB_OFFLINE'))},
  'docs':os.path.exists(ROOT+cwd+'/tmp/docs.db') if cwd else None,'stores':[],'clock':time.time(),'startedAt':None}
for n in ('SSL_CERT_FILE','REQUESTS_CA_BUNDLE','CURL_CA_BUNDLE','SSL_VERIFY','DUO_WORKFLOW_GITLAB_SSL_CA_FILE','AIGW_MTLS__CA_BUNDLE','AIGW_FASTAPI__TLS__CERT_FILE','AIGW_FASTAPI__TLS__KEY_FILE'):
  v=os.environ.get(n)
  if v and v.lower() not in ('true','false'):
    b=read(inside(v)); out['stores'].append({'name':n,'there':os.path.exists(inside(v)),'readable':b is not None,'certificates':None if b is None or 'KEY' in n else b.count(b'-----BEGIN CERTIFICATE-----')})
try: out['startedAt']=os.stat('/proc/%d'%pid).st_mtime if pid else None
except OSError: pass
def leg(name,f):
  def go():
    try: out[name]=f()
    except Exception as e: out[name]={'url':'','phase':'address','proxy':None,'ms':0,'reason':'other','said':type(e).__name__}
  t=threading.Thread(target=go,daemon=True); t.start(); return t
e=os.environ; scheme='https' if on(e.get('AIGW_FASTAPI__TLS__ENABLED')) else 'http'; bound=e.get('AIGW_FASTAPI__API_HOST') or ''
host='127.0.0.1' if bound in ('','0.0.0.0','::','[::]') else bound
legs=[] if source=='none' else [leg('health',lambda: way('%s://%s:%s/monitoring/healthz'%(scheme,'[%s]'%host if ':' in host and '[' not in host else host,e.get('AIGW_FASTAPI__API_PORT') or '5000'),'own',proxy=None,trust=('none',''))[0])]
gitlab=e.get('AIGW_GITLAB_URL') or ''; portal=e.get('AIGW_CUSTOMER_PORTAL_URL','https://customers.gitlab.com') if source!='none' else ''
if gitlab: legs.append(leg('gitlab',lambda: discovery(gitlab,'gitlab')))
if gitlab and agents: legs.append(leg('agentToGitlab',lambda: way(gitlab.rstrip('/')+'/.well-known/openid-configuration','agent')[0]))
if portal and portal.rstrip('/')!=gitlab.rstrip('/'): legs.append(leg('portal',lambda: way(portal.rstrip('/')+'/.well-known/openid-configuration','gitlab')[0]))
for t in legs: t.join(24)
for k in ('health','gitlab','agentToGitlab','portal'): out.setdefault(k,None)
print(json.dumps(out)); sys.stdout.flush(); os._exit(0)
`.trim();
